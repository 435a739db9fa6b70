package io.coffer.backup.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;

/**
 * The bytes of an object on their way into a store.
 *
 * <p>They can be read any number of times, so that a failed transfer can be repeated, and by several
 * threads at once, so that several stores can take them at the same time. They do not change while
 * {@link ObjectStore#put} runs, and are not touched after it returned: the caller uses the memory again.
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
     * @return exactly {@link #length()} bytes; a stream of its own for each call
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
        return of(List.of(buffer), use);
    }

    /**
     * Bytes in several buffers, one after the other, each from its position to its limit. The buffers' own positions
     * stay as they are.
     *
     * @param buffers not copied
     * @param use what the object is for
     * @return the buffers as object data
     */
    static ObjectData of(List<ByteBuffer> buffers, ObjectUse use) {
        Objects.requireNonNull(use, "use");
        return new BufferData(buffers.stream().map(ByteBuffer::asReadOnlyBuffer).toList(), use);
    }
}

/** Object data in memory. */
record BufferData(List<ByteBuffer> buffers, ObjectUse use) implements ObjectData {
    private static final int MOST_AT_ONCE = 64 << 10;

    @Override
    public long length() {
        return buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    @Override
    public InputStream newInputStream() {
        return new BufferInputStream(buffers);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        for (ByteBuffer buffer : buffers) {
            ByteBuffer view = buffer.duplicate();
            int end = view.limit();
            while (view.position() < end) {
                // A channel copies what lies on the heap to memory outside of it, and keeps that memory.
                view.limit(view.isDirect() ? end : Math.min(end, view.position() + MOST_AT_ONCE));
                channel.write(view);
            }
        }
    }
}

/** Reads buffers one after the other, with mark and reset, which HTTP clients use to send a body again. */
final class BufferInputStream extends InputStream {
    private final List<ByteBuffer> buffers;
    private int number;
    private ByteBuffer view;
    private int markNumber;
    private int markPosition;

    BufferInputStream(List<ByteBuffer> buffers) {
        this.buffers = buffers;
        this.view = buffers.isEmpty() ? ByteBuffer.allocate(0) : buffers.get(0).duplicate();
        this.markPosition = view.position();
    }

    /** Goes on to the next buffer that has bytes; false at the end. */
    private boolean hasMore() {
        while (!view.hasRemaining() && number + 1 < buffers.size()) {
            number++;
            view = buffers.get(number).duplicate();
        }
        return view.hasRemaining();
    }

    @Override
    public int read() {
        return hasMore() ? view.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, view.remaining());
        view.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        long left = view.remaining();
        for (int i = number + 1; i < buffers.size(); i++) {
            left += buffers.get(i).remaining();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int readLimit) {
        markNumber = number;
        markPosition = view.position();
    }

    @Override
    public synchronized void reset() {
        if (!buffers.isEmpty()) {
            number = markNumber;
            view = buffers.get(number).duplicate().position(markPosition);
        }
    }
}
