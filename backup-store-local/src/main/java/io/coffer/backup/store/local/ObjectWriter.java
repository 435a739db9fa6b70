package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts objects: writes a temporary file, makes it durable, and only then gives it its name, in one step.
 *
 * <p>Safe for use by many threads.
 */
final class ObjectWriter {
    private final RootDirectory root;
    private final Directories directories;
    private final TemporaryFiles temporaryFiles;
    private final BooleanSupplier hardLinks;
    private final Sync sync;

    /** Held between looking and renaming: without hard links, at least the threads of one store exclude each other. */
    private final Object renaming = new Object();

    ObjectWriter(RootDirectory root, Directories directories, BooleanSupplier hardLinks, Sync sync) {
        this.root = root;
        this.directories = directories;
        this.temporaryFiles = new TemporaryFiles(root, directories);
        this.hardLinks = hardLinks;
        this.sync = sync;
    }

    /**
     * Puts an object.
     *
     * @param action for messages: "put object a/b (3 bytes)"
     */
    void put(String name, ObjectData data, PutCondition condition, String action) throws IOException {
        Path target = root.resolve(name);
        if (condition == PutCondition.IF_ABSENT && Files.isRegularFile(target)) {
            // Cheaper than to find out after writing it all.
            throw taken(name, action, null);
        }
        Path temporary = temporaryFiles.newPath();
        try {
            write(temporary, name, data, action);
            temporaryFiles.sweep(temporary);
            publish(temporary, target, name, condition, action);
            directories.makeDurable(directoryOf(target));
        } finally {
            TemporaryFiles.discard(temporary);
        }
    }

    private void write(Path temporary, String name, ObjectData data, String action) throws IOException {
        try (FileChannel channel = temporaryFiles.create(temporary, action, name)) {
            data.writeTo(channel);
            if (channel.size() != data.length()) {
                throw new StoreException(
                        "cannot " + action + " in " + root.location() + ": its data said " + data.length()
                                + " bytes and gave " + channel.size(),
                        name,
                        false,
                        null);
            }
            sync.force(channel, temporary);
        }
    }

    private void publish(Path temporary, Path target, String name, PutCondition condition, String action)
            throws IOException {
        try {
            giveName(temporary, target, name, condition, action);
        } catch (NoSuchFileException e) {
            root.requireStillThere(action, name);
            if (!Files.exists(temporary)) {
                throw new StoreException(
                        "cannot " + action + " in " + root.location() + ": somebody removed its temporary file "
                                + temporary + "; another writer does so when nothing was written to it for a day",
                        name,
                        true,
                        e);
            }
            directories.create(directoryOf(target));
            giveName(temporary, target, name, condition, action);
        }
    }

    private void giveName(Path temporary, Path target, String name, PutCondition condition, String action)
            throws IOException {
        try {
            if (condition == PutCondition.NONE) {
                rename(temporary, target);
            } else if (hardLinks.getAsBoolean()) {
                link(temporary, target);
            } else {
                synchronized (renaming) {
                    if (Files.exists(target)) {
                        throw new FileAlreadyExistsException(target.toString());
                    }
                    rename(temporary, target);
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw Files.isDirectory(target) ? e : taken(name, action, e);
        }
    }

    private static void rename(Path temporary, Path target) throws IOException {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void link(Path temporary, Path target) throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            // A file server that is asked twice, because its first answer was lost, meets its own link.
            if (!Files.isSameFile(target, temporary)) {
                throw e;
            }
        }
    }

    private ObjectExistsException taken(String name, String action, @Nullable IOException cause) {
        return new ObjectExistsException(
                "cannot " + action + " in " + root.location()
                        + " on the condition that there is none: there is one, and it was left as it is",
                name,
                cause);
    }

    private static Path directoryOf(Path target) {
        Path directory = target.getParent();
        if (directory == null) {
            throw new IllegalStateException("an object lies below its root: " + target);
        }
        return directory;
    }
}
