package io.coffer.backup.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The files that objects are written to before they have their name, all in one directory of the store. A writer
 * that is killed leaves one behind; a later writer removes it.
 *
 * <p>Safe for use by many threads.
 */
final class TemporaryFiles {
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** Longer than a writer can be stuck in one object and still be alive. */
    private static final Duration STALE = Duration.ofDays(1);

    private final RootDirectory root;
    private final Directories directories;
    private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.MIN);

    TemporaryFiles(RootDirectory root, Directories directories) {
        this.root = root;
        this.directories = directories;
    }

    /** A path that nobody else uses. */
    Path newPath() {
        return root.temporaries().resolve(UUID.randomUUID().toString());
    }

    /** Makes the file, and the directories of the store where there are none yet. */
    FileChannel create(Path path, String action, String name) throws IOException {
        try {
            return FileChannel.open(path, CREATE, directories.fileAttributes());
        } catch (NoSuchFileException e) {
            root.requireStillThere(action, name);
            directories.create(root.temporaries());
            root.markSeen();
            return FileChannel.open(path, CREATE, directories.fileAttributes());
        }
    }

    /**
     * Removes what killed writers left behind; at most once in a day, because it lists a directory. What cannot be
     * removed stays: it does no harm but for its size, and the object that is being put is worth more.
     *
     * @param fresh a file just written. Its time says what time it is: the clock of a file server may be another than
     *     that of this machine
     */
    void sweep(Path fresh) {
        try {
            Instant now = Files.getLastModifiedTime(fresh).toInstant();
            Instant due = nextSweep.get();
            if (now.isBefore(due) || !nextSweep.compareAndSet(due, now.plus(STALE))) {
                return;
            }
            FileTime limit = FileTime.from(now.minus(STALE));
            try (DirectoryStream<Path> files = Files.newDirectoryStream(root.temporaries())) {
                for (Path file : files) {
                    deleteWhenOlder(file, limit);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // See above.
            return;
        }
    }

    private static void deleteWhenOlder(Path file, FileTime limit) {
        try {
            if (Files.getLastModifiedTime(file).compareTo(limit) < 0) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Another writer was quicker, or it may not be removed.
            return;
        }
    }

    /** Removes a file whose object has its name, or never will have. */
    static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // A later sweep removes it; what failed before is what the caller must hear of.
            return;
        }
    }
}
