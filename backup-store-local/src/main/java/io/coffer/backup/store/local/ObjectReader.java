package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects. A file that was replaced or deleted after it was opened is read to its end as it was.
 *
 * <p>Safe for use by many threads.
 */
final class ObjectReader {
    private final RootDirectory root;
    private final Failures failures;

    ObjectReader(RootDirectory root, Failures failures) {
        this.root = root;
        this.failures = failures;
    }

    InputStream open(String name, String action) throws IOException {
        try {
            requireObject(name, action);
            return new ObjectStream(Files.newInputStream(root.resolve(name)), name, action);
        } catch (IOException e) {
            throw explain(name, action, e);
        }
    }

    byte[] read(String name, long offset, int length, String action) throws IOException {
        try {
            requireObject(name, action);
            try (FileChannel channel = FileChannel.open(root.resolve(name), StandardOpenOption.READ)) {
                return read(channel, name, offset, length, action);
            }
        } catch (IOException e) {
            throw explain(name, action, e);
        }
    }

    private byte[] read(FileChannel channel, String name, long offset, int length, String action) throws IOException {
        long size = channel.size();
        if (offset > size - length) {
            throw outOfRange(name, size, action);
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw outOfRange(name, channel.size(), action);
            }
        }
        return buffer.array();
    }

    ObjectInfo stat(String name, String action) throws IOException {
        try {
            BasicFileAttributes attributes = requireObject(name, action);
            return new ObjectInfo(
                    name, attributes.size(), attributes.lastModifiedTime().toInstant());
        } catch (IOException e) {
            throw explain(name, action, e);
        }
    }

    /** A directory has the name of no object, and can be opened like a file on some systems. */
    private BasicFileAttributes requireObject(String name, String action) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(root.resolve(name), BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw notFound(name, action, null);
        }
        return attributes;
    }

    private IOException explain(String name, String action, IOException failure) throws IOException {
        if (failure instanceof StoreException) {
            return failure;
        }
        if (failure instanceof NoSuchFileException || root.leadsThroughObject(name)) {
            root.requireStillThere(action, name);
            return notFound(name, action, failure);
        }
        return failures.explain(action, name, failure);
    }

    private ObjectNotFoundException notFound(String name, String action, @Nullable IOException cause) {
        return new ObjectNotFoundException(
                "cannot " + action + " in " + root.location() + ": there is none; it was never put, or it was deleted",
                name,
                cause);
    }

    private RangeNotSatisfiableException outOfRange(String name, long size, String action) {
        return new RangeNotSatisfiableException(
                "cannot " + action + " in " + root.location() + ": it has " + size + " bytes", name, null);
    }

    /** Explains failures as the store does. */
    private final class ObjectStream extends FilterInputStream {
        private final String name;
        private final String action;

        ObjectStream(InputStream in, String name, String action) {
            super(in);
            this.name = name;
            this.action = action;
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw failures.explain(action, name, e);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (IOException e) {
                throw failures.explain(action, name, e);
            }
        }
    }
}
