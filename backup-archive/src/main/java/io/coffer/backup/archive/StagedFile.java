package io.coffer.backup.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that appears whole or not at all. Not thread-safe. */
final class StagedFile implements Closeable {
    private final Path target;
    private final Path temporary;
    private final boolean replace;
    private final FileChannel channel;

    private StagedFile(Path target, Path temporary, boolean replace, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.replace = replace;
        this.channel = channel;
    }

    static StagedFile create(Path target, boolean replace) throws IOException {
        checkFree(target, replace);
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new StagedFile(target, temporary, replace, channel);
    }

    private static void checkFree(Path target, boolean replace) throws IOException {
        if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                    target.toString(),
                    null,
                    "it is there already; remove it, name another file, or ask for it to be replaced");
        }
    }

    /** Takes the data. */
    OutputStream stream() {
        return Channels.newOutputStream(channel);
    }

    /** Moves the file into place, with its data on the disk. */
    void commit() throws IOException {
        channel.force(true);
        channel.close();
        checkFree(target, replace);
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException notHere) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
        forceDirectory();
    }

    /** Makes the name outlast a loss of power, where directories can be opened. */
    private void forceDirectory() {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException | UnsupportedOperationException notHere) {
            // The data is safe; the name is as safe as this file system makes it.
        }
    }

    /** Removes what has not been moved into place. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }
}
