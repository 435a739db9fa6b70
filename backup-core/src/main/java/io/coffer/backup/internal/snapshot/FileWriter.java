package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.internal.task.Monitor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes restored files beside their places, and moves each into its place when it is whole. A file that
 * cannot be written is a problem of the restore, not its end; a full disk is its end. Thread-safe.
 */
final class FileWriter {
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final Logger LOG = LoggerFactory.getLogger(FileWriter.class);

    private final AttributeWriter attributes;
    private final Monitor monitor;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    FileWriter(AttributeWriter attributes, Monitor monitor) {
        this.attributes = attributes;
        this.monitor = monitor;
    }

    long files() {
        return files.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    /** Prepares a file that is written in several pieces, or in none. */
    void create(RestoredFile file) throws IOException {
        guarded(file, () -> {
            Files.newByteChannel(
                            file.part(),
                            CREATE,
                            attributes.creationAttributes(
                                    file.node().attributes().mode()))
                    .close();
            if (file.node().dataRanges() != null) {
                setLength(file.part(), file.node().attributes().size());
            }
            if (file.missing() == 0) {
                finish(file);
            }
        });
    }

    /** A hole at the end of a file is made by its length alone. */
    private static void setLength(Path path, long length) throws IOException {
        if (path.getFileSystem() == FileSystems.getDefault() && isText(path)) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(length);
            }
        } else if (length > 0) {
            try (SeekableByteChannel channel = Files.newByteChannel(path, WRITE)) {
                channel.position(length - 1).write(ByteBuffer.allocate(1));
            }
        }
    }

    /** Whether a path is the same by its text, in the locale that the program runs in. */
    private static boolean isText(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException bytes) {
            return false;
        }
    }

    /** Writes a file that consists of one piece. */
    void writeWhole(RestoredFile file, byte[] data, int offset, int length) throws IOException {
        guarded(file, () -> {
            try (SeekableByteChannel channel = Files.newByteChannel(
                    file.part(),
                    CREATE,
                    attributes.creationAttributes(file.node().attributes().mode()))) {
                write(channel, data, offset, length);
            }
            bytes.add(length);
            finish(file);
        });
    }

    /** Writes a piece of a file; the last one completes it. */
    void writePiece(RestoredFile file, long contentOffset, byte[] data, int offset, int length) throws IOException {
        guarded(file, () -> {
            if (!file.hasFailed()) {
                try (SeekableByteChannel channel = Files.newByteChannel(file.part(), WRITE)) {
                    file.place(contentOffset, length, (fileOffset, from, count) -> {
                        channel.position(fileOffset);
                        write(channel, data, offset + from, count);
                    });
                }
                bytes.add(length);
            }
            if (file.done() && !file.hasFailed()) {
                finish(file);
            }
        });
    }

    private static void write(SeekableByteChannel channel, byte[] data, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(data, offset, length);
        int end = offset + length;
        while (buffer.position() < end) {
            // The JDK copies through memory outside of the heap, as much as is asked for, and keeps it.
            buffer.limit(Math.min(end, buffer.position() + (256 << 10)));
            channel.write(buffer);
        }
    }

    private void finish(RestoredFile file) throws IOException {
        Node node = file.node();
        attributes.apply(file.part(), file.path(), node, AttributeWriter.Origin.MADE_WITH_MODE);
        Files.move(file.part(), file.target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        files.increment();
        monitor.done(1, node.attributes().size(), file.path());
    }

    private interface Action {
        void run() throws IOException;
    }

    private void guarded(RestoredFile file, Action action) throws IOException {
        try {
            action.run();
        } catch (IOException failed) {
            fail(file, failed);
            endIfHopeless(file.target().toString(), failed);
        }
    }

    /** Gives a file up: what was written of it goes. */
    void fail(RestoredFile file, IOException why) {
        if (file.fail()) {
            if (!Interruptions.isOne(why)) {
                monitor.problem(Problem.Kind.NOT_WRITTEN, file.path(), why);
            }
            removePart(file);
        }
    }

    /** Gives a file up that is not whole because the restore ends. */
    void abandon(RestoredFile file) {
        if (file.fail()) {
            removePart(file);
        }
    }

    private static void removePart(RestoredFile file) {
        try {
            Files.deleteIfExists(file.part());
        } catch (IOException stays) {
            LOG.warn("cannot remove {}; the next restore into this directory will", file.part(), stays);
        }
    }

    /**
     * Ends the restore when trying the next entry cannot help.
     *
     * @param path of the entry that could not be written
     * @param failed why not
     * @throws IOException when there is no room, or the thread was interrupted
     */
    static void endIfHopeless(String path, IOException failed) throws IOException {
        if (Interruptions.isOne(failed)) {
            throw failed;
        }
        String message = String.valueOf(failed.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded")) {
            FileSystemException full = new FileSystemException(
                    path,
                    null,
                    "there is no room for it (" + message + "); what was restored before stays: make room, and run the"
                            + " restore again so that it leaves what is there already");
            full.initCause(failed);
            throw full;
        }
    }
}
