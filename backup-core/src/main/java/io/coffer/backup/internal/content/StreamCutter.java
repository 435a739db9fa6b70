package io.coffer.backup.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Reads a stream and cuts it into chunks, in a buffer that grows to one and a half of the largest chunk when
 * it must.
 * Not thread-safe.
 */
public final class StreamCutter {
    private static final int FIRST_CAPACITY = 256 << 10;

    private final Chunker chunker;
    private final int capacity;
    /** Chunks that are longer are rare. Whoever always waits for the longest moves most bytes more than once. */
    private final int mostlyEnough;
    /** What comes before the rest of the stream. */
    private final Deque<ByteBuffer> putBack = new ArrayDeque<>();

    private byte[] buffer = new byte[0];
    private InputStream in = InputStream.nullInputStream();
    private long expected;
    private long read;
    private boolean streamEnded;
    private int filled;
    private int start;
    private int length;

    /** Takes chunks. */
    @FunctionalInterface
    public interface Chunks {
        /**
         * Takes a chunk.
         *
         * @param bytes where it lies, until the call returns
         * @param offset of its first byte
         * @param length in bytes
         * @throws IOException when it cannot be stored
         */
        void take(byte[] bytes, int offset, int length) throws IOException;
    }

    /** The stream failed, not what takes the chunks. */
    public static final class ReadException extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException failure;

        ReadException(IOException failure) {
            super(failure.getMessage(), failure);
            this.failure = failure;
        }

        /**
         * What the stream threw.
         *
         * @return never null
         */
        public IOException failure() {
            return failure;
        }
    }

    /**
     * Makes a cutter.
     *
     * @param chunker says where to cut
     */
    public StreamCutter(Chunker chunker) {
        this.chunker = chunker;
        this.capacity = chunker.maximum() + chunker.maximum() / 2;
        this.mostlyEnough = Math.min(chunker.maximum(), 2 * chunker.average());
    }

    /**
     * Cuts a stream up to its end.
     *
     * @param stream to be read
     * @param expectedLength how long it should be, in bytes: when it is, it is not asked for more. Negative when that is
     *     not known.
     * @param chunks takes the chunks, in order
     * @return how many bytes there were
     * @throws ReadException when the stream fails
     * @throws IOException when a chunk cannot be taken
     */
    public long cut(InputStream stream, long expectedLength, Chunks chunks) throws IOException {
        start(stream, expectedLength);
        try {
            while (next(0)) {
                chunks.take(bytes(), offset(), length());
            }
            return read;
        } finally {
            // Cutters live longer than streams.
            in = InputStream.nullInputStream();
        }
    }

    /**
     * Starts with a stream, whose chunks {@link #next} gives.
     *
     * @param stream to be read
     * @param expectedLength as for {@link #cut}
     */
    public void start(InputStream stream, long expectedLength) {
        in = stream;
        expected = expectedLength;
        read = 0;
        streamEnded = false;
        filled = 0;
        start = 0;
        length = 0;
        putBack.clear();
    }

    /**
     * Goes on to the next chunk.
     *
     * @param likely where it probably ends, as its length in bytes: taken without a look at most of its bytes when
     *     the last ones allow it, so that it may have to be {@linkplain #putBack put back}. 0 when nothing is known.
     * @return whether there is one
     * @throws ReadException when the stream fails
     */
    public boolean next(int likely) throws ReadException {
        start += length;
        length = 0;
        if (!isAtEnd() && filled - start < (likely > 0 ? likely : mostlyEnough)) {
            fill();
        }
        if (filled == start) {
            return false;
        }
        boolean allowed = likely > 0 && likely <= filled - start && chunker.mayEndAfter(buffer, start, likely);
        length = allowed ? likely : cut();
        return true;
    }

    private int cut() throws ReadException {
        int found = chunker.cut(buffer, start, filled - start);
        if (found == filled - start && found < chunker.maximum() && !isAtEnd()) {
            fill();
            found = chunker.cut(buffer, start, filled - start);
        }
        return found;
    }

    /**
     * Where the chunk lies.
     *
     * @return the array, whose bytes stay as they are until the next call
     */
    public byte[] bytes() {
        return buffer;
    }

    /**
     * Where the chunk begins.
     *
     * @return of its first byte in the array
     */
    public int offset() {
        return start;
    }

    /**
     * How long the chunk is.
     *
     * @return in bytes
     */
    public int length() {
        return length;
    }

    /**
     * Goes back: after this, {@link #next} gives bytes of chunks before the present one again, then those of the present
     * one, perhaps in other chunks.
     *
     * @param chunks that came immediately before the present one, in their order; their arrays must stay as they are
     */
    public void putBack(Deque<ByteBuffer> chunks) {
        byte[] rest = Arrays.copyOfRange(buffer, start, filled);
        putBack(ByteBuffer.wrap(rest));
        for (Iterator<ByteBuffer> last = chunks.descendingIterator(); last.hasNext(); ) {
            putBack(last.next());
        }
        filled = 0;
        start = 0;
        length = 0;
    }

    private void putBack(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            putBack.push(bytes);
            read -= bytes.remaining();
        }
    }

    private void fill() throws ReadException {
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        filled -= start;
        start = 0;
        while (!isAtEnd() && filled < capacity) {
            makeRoom();
            int count = read();
            if (count > 0) {
                filled += count;
                read += count;
            }
        }
    }

    /** Whether there is nothing left but what the buffer has. */
    private boolean isAtEnd() {
        return putBack.isEmpty() && (streamEnded || read == expected);
    }

    private void makeRoom() {
        if (filled < buffer.length) {
            return;
        }
        long missing = expected - read;
        long wanted = missing < 0 ? filled * 2L : filled + missing;
        // Up to a power of two, or a row of files each a little larger than the one before would leave a row of
        // buffers.
        long size = Long.highestOneBit(Math.max(FIRST_CAPACITY, Math.max(wanted, filled + 1) * 2 - 1));
        buffer = Arrays.copyOf(buffer, (int) Math.min(capacity, size));
    }

    private int read() throws ReadException {
        int room = Math.min(buffer.length, capacity) - filled;
        ByteBuffer before = putBack.peek();
        if (before != null) {
            int count = Math.min(room, before.remaining());
            before.get(buffer, filled, count);
            if (!before.hasRemaining()) {
                putBack.remove();
            }
            return count;
        }
        try {
            int count = in.read(buffer, filled, room);
            streamEnded = count < 0;
            return count;
        } catch (IOException failed) {
            throw new ReadException(failed);
        }
    }
}
