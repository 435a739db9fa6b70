package io.coffer.backup.internal.files;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.spi.FileStatus;
import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of entries with one system call each, as far as a file system has them. Thread-safe. */
public final class AttributeReader {
    private static final String UNIX_ATTRIBUTES = "unix:mode,ino,dev,rdev,nlink,uid,gid,size,lastModifiedTime,ctime";
    private static final int TYPE_MASK = 0170000;
    private static final int PERMISSION_MASK = 07777;

    private final View view;
    private final Map<Long, Optional<String>> owners = new ConcurrentHashMap<>();
    private final Map<Long, Optional<String>> groups = new ConcurrentHashMap<>();

    private volatile @Nullable PlatformFiles platform;

    private enum View {
        UNIX,
        POSIX,
        BASIC
    }

    /**
     * Prepares for a file system.
     *
     * @param fileSystem whose files will be asked for
     */
    public AttributeReader(FileSystem fileSystem) {
        Set<String> views = fileSystem.supportedFileAttributeViews();
        if (views.contains("unix")) {
            view = View.UNIX;
        } else {
            view = views.contains("posix") ? View.POSIX : View.BASIC;
        }
    }

    /**
     * Tells whether permissions and owners are known.
     *
     * @return false for a file system that has neither
     */
    public boolean hasPermissions() {
        return view != View.BASIC;
    }

    /**
     * Tells whether numbers of owners, inodes and times of change are known.
     *
     * @return false for a file system that is not of Unix
     */
    public boolean hasNumbers() {
        return view == View.UNIX;
    }

    /**
     * Lets what knows the platform tell from now on, as far as it does.
     *
     * @param files works for the file system
     */
    public void use(PlatformFiles files) {
        if (view == View.UNIX) {
            platform = files;
        }
    }

    /** What the platform tells; null where the JDK has to be asked. */
    private @Nullable FileStatus platformStatus(Path path) throws IOException {
        PlatformFiles files = platform;
        if (files == null) {
            return null;
        }
        FileStatus status = files.status(path);
        if (status == null) {
            // It will not tell of others either.
            platform = null;
        }
        return status;
    }

    /**
     * Reads the attributes of an entry, of a link itself rather than what it points to.
     *
     * @param path of the entry
     * @return what the file system tells
     * @throws IOException when it tells nothing, because the entry is gone for instance
     */
    public EntryAttributes read(Path path) throws IOException {
        return switch (view) {
            case UNIX -> unix(path);
            case POSIX -> posix(path);
            case BASIC -> basic(path);
        };
    }

    /**
     * Reads only when an entry changed last, by the file system's own account.
     *
     * @param path of the entry
     * @return null where the file system does not tell
     * @throws IOException when the entry is gone, or cannot be read
     */
    public @Nullable Instant readChangeTime(Path path) throws IOException {
        if (view != View.UNIX) {
            return null;
        }
        FileStatus status = platformStatus(path);
        if (status != null) {
            return status.changed();
        }
        return ((FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
    }

    private EntryAttributes unix(Path path) throws IOException {
        FileStatus platform = platformStatus(path);
        FileStatus status = platform == null ? jdkStatus(path) : platform;
        int typeBits = status.mode() & TYPE_MASK;
        // A file system in memory has the view, but no type in it.
        EntryType type = typeBits == 0 ? basic(path).type() : type(typeBits);
        return new EntryAttributes(
                type,
                type == EntryType.FILE ? status.size() : 0,
                status.mode() & PERMISSION_MASK,
                status.uid(),
                status.gid(),
                nameOf(owners, status.uid(), path, "posix:owner"),
                nameOf(groups, status.gid(), path, "posix:group"),
                status.modified(),
                status.changed(),
                status.inode(),
                status.device(),
                status.links(),
                isDevice(type) ? status.rdev() : 0);
    }

    private static FileStatus jdkStatus(Path path) throws IOException {
        Map<String, Object> values = Files.readAttributes(path, UNIX_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        return new FileStatus(
                (Integer) value(values, "mode"),
                (Integer) value(values, "uid") & 0xffffffffL,
                (Integer) value(values, "gid") & 0xffffffffL,
                (Long) value(values, "size"),
                ((FileTime) value(values, "lastModifiedTime")).toInstant(),
                ((FileTime) value(values, "ctime")).toInstant(),
                ((Number) value(values, "ino")).longValue(),
                ((Number) value(values, "dev")).longValue(),
                ((Number) value(values, "nlink")).longValue(),
                ((Number) value(values, "rdev")).longValue());
    }

    private static Object value(Map<String, Object> values, String name) throws IOException {
        Object value = values.get(name);
        if (value == null) {
            throw new IOException("the file system does not tell \"" + name + "\"");
        }
        return value;
    }

    /** Asks once for each number: looking a name up may read files or ask a directory service. */
    private static @Nullable String nameOf(Map<Long, Optional<String>> known, long number, Path path, String attribute)
            throws IOException {
        Optional<String> name = known.get(number);
        if (name == null) {
            Object principal = Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
            String found = ((Principal) principal).getName();
            // Where there is no name the JDK gives the number as text, of 32 bits with a sign.
            boolean isNumber = found.equals(Long.toString(number)) || found.equals(Integer.toString((int) number));
            name = isNumber ? Optional.empty() : Optional.of(found);
            known.put(number, name);
        }
        return name.orElse(null);
    }

    private static boolean isDevice(EntryType type) {
        return type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
    }

    private static EntryType type(int typeBits) throws IOException {
        return switch (typeBits) {
            case 0100000 -> EntryType.FILE;
            case 0040000 -> EntryType.DIRECTORY;
            case 0120000 -> EntryType.SYMLINK;
            case 0010000 -> EntryType.FIFO;
            case 0020000 -> EntryType.CHARACTER_DEVICE;
            case 0060000 -> EntryType.BLOCK_DEVICE;
            case 0140000 -> EntryType.SOCKET;
            default -> throw new IOException("unknown type of file: " + Integer.toOctalString(typeBits));
        };
    }

    private static EntryAttributes posix(Path path) throws IOException {
        PosixFileAttributes values = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        int mode = 0;
        for (PosixFilePermission permission : values.permissions()) {
            mode |= 0400 >> permission.ordinal();
        }
        return portable(values, mode, values.owner().getName(), values.group().getName());
    }

    private static EntryAttributes basic(Path path) throws IOException {
        BasicFileAttributes values = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return portable(values, EntryAttributes.UNKNOWN, null, null);
    }

    private static EntryAttributes portable(
            BasicFileAttributes values, int mode, @Nullable String owner, @Nullable String group) throws IOException {
        EntryType type = portableType(values);
        return new EntryAttributes(
                type,
                type == EntryType.FILE ? values.size() : 0,
                mode,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                owner,
                group,
                values.lastModifiedTime().toInstant(),
                null,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN);
    }

    private static EntryType portableType(BasicFileAttributes values) throws IOException {
        if (values.isRegularFile()) {
            return EntryType.FILE;
        }
        if (values.isDirectory()) {
            return EntryType.DIRECTORY;
        }
        if (values.isSymbolicLink()) {
            return EntryType.SYMLINK;
        }
        throw new IOException("this file system does not tell what kind of special file it is");
    }
}
