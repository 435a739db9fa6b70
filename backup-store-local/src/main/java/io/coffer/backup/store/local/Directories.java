package io.coffer.backup.store.local;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the directories of a store, so that they survive a crash, and so that nobody may read more of a backup than
 * of its root: a root that is made here is for its owner only; in one that the operator made, directories and files
 * get its permissions, less what the umask takes away.
 *
 * <p>Safe for use by many threads.
 */
final class Directories {
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final Set<PosixFilePermission> EXECUTE = Set.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private final Path root;
    private final Sync sync;
    private final boolean posix;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();
    private volatile boolean worked;
    private volatile boolean refused;
    private volatile @Nullable Set<PosixFilePermission> permissions;

    Directories(Path root, Sync sync) {
        this.root = root;
        this.sync = sync;
        this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes a directory and those above it, where they are missing. */
    void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            create(parent);
        }
        try {
            createOne(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        if (parent != null) {
            sync(parent);
        }
    }

    private void createOne(Path directory) throws IOException {
        if (!posix || !directory.startsWith(root)) {
            Files.createDirectory(directory);
        } else {
            Set<PosixFilePermission> wanted = directory.equals(root) ? OWNER : permissions();
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(wanted));
        }
    }

    /** With what permissions a file in the store is made; the umask may take some away. */
    FileAttribute<?>[] fileAttributes() throws IOException {
        if (!posix) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> wanted = EnumSet.copyOf(permissions());
        wanted.removeAll(EXECUTE);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(wanted)};
    }

    private Set<PosixFilePermission> permissions() throws IOException {
        Set<PosixFilePermission> known = permissions;
        if (known == null) {
            known = EnumSet.copyOf(OWNER);
            known.addAll(Files.getPosixFilePermissions(root));
            permissions = known;
        }
        return known;
    }

    /**
     * Writes the entries of a directory to the disk, and once for each store those of the directories above it, up to
     * the one that holds the root: another writer may have made one of them and not have come to this point.
     */
    void makeDurable(Path directory) throws IOException {
        sync(directory);
        Path child = directory;
        while (child != null && child.startsWith(root) && !durable.contains(child)) {
            Path parent = child.getParent();
            if (parent != null) {
                sync(parent);
            }
            durable.add(child);
            child = parent;
        }
    }

    private void sync(Path directory) throws IOException {
        if (sync == Sync.NONE || refused) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            sync.force(channel, directory);
            worked = true;
        } catch (AccessDeniedException e) {
            // Windows opens no directories; elsewhere it is one that may be written to and not be read.
            return;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            // Some file systems cannot write a directory out. Where it worked once, a failure means that an object
            // may be lost.
            if (worked) {
                throw e;
            }
            refused = true;
        }
    }
}
