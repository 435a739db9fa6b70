package io.coffer.backup.spi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * The bytes of an object on their way into a store.
 *
 * <p>They can be read any number of times, so that a failed transfer can be repeated; by one thread at
 * a time. They do not change while {@link ObjectStore#put} runs, and are not touched after it returned:
 * the caller uses the memory again.
 */
public interface ObjectData {
    /**
     * Tells how many bytes there are.
     *
     * @return the length in bytes
     */
    long length();

    /**
     * Opens the bytes from their start.
     *
     * @return exactly {@link #length()} bytes
     * @throws IOException when they cannot be read
     */
    InputStream newInputStream() throws IOException;

    /**
     * Writes all of the bytes to a channel.
     *
     * @param channel where to, in blocking mode
     * @throws IOException when they cannot be read or written
     */
    void writeTo(WritableByteChannel channel) throws IOException;

    /**
     * Tells what the object is for.
     *
     * @return a hint for storages that have different places for different uses
     */
    default ObjectUse use() {
        return ObjectUse.METADATA;
    }

    /**
     * Bytes in an array.
     *
     * @param bytes all of them; not copied
     * @return the array as object data
     */
    static ObjectData of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /**
     * Bytes in a buffer, from its position to its limit. The buffer's own position stays as it is.
     *
     * @param buffer not copied
     * @return the buffer as object data
     */
    static ObjectData of(ByteBuffer buffer) {
        return of(buffer, ObjectUse.METADATA);
    }

    /**
     * Bytes in a buffer, from its position to its limit. The buffer's own position stays as it is.
     *
     * @param buffer not copied
     * @param use what the object is for
     * @return the buffer as object data
     */
    static ObjectData of(ByteBuffer buffer, ObjectUse use) {
        Objects.requireNonNull(use, "use");
        return new BufferData(Objects.requireNonNull(buffer, "buffer").asReadOnlyBuffer(), use);
    }
}

/** Object data in memory. */
record BufferData(ByteBuffer buffer, ObjectUse use) implements ObjectData {
    @Override
    public long length() {
        return buffer.remaining();
    }

    @Override
    public InputStream newInputStream() {
        ByteBuffer view = buffer.duplicate();
        if (view.remaining() == 0) {
            return new ByteArrayInputStream(new byte[0]);
        }
        return new BufferInputStream(view);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer view = buffer.duplicate();
        while (view.hasRemaining()) {
            channel.write(view);
        }
    }
}

/** Reads a buffer, with mark and reset, which HTTP clients use to send a body again. */
final class BufferInputStream extends InputStream {
    private final ByteBuffer view;
    private int mark;

    BufferInputStream(ByteBuffer view) {
        this.view = view;
        this.mark = view.position();
    }

    @Override
    public int read() {
        return view.hasRemaining() ? view.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!view.hasRemaining()) {
            return -1;
        }
        int count = Math.min(length, view.remaining());
        view.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        return view.remaining();
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int readLimit) {
        mark = view.position();
    }

    @Override
    public synchronized void reset() {
        view.position(mark);
    }
}
