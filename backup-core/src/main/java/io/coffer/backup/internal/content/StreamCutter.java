package io.coffer.backup.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a stream and cuts it into chunks, in a buffer that grows to one and a half of the largest chunk when
 * it must.
 * Not thread-safe.
 */
public final class StreamCutter {
    private static final int FIRST_CAPACITY = 256 << 10;

    private final Chunker chunker;
    private final int capacity;
    private byte[] buffer = new byte[0];

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
    }

    /**
     * Cuts a stream up to its end.
     *
     * @param in the stream
     * @param expected how long it should be, in bytes; it is not asked for more than that. Negative when
     *     that is not known.
     * @param chunks takes the chunks, in order
     * @return how many bytes there were
     * @throws ReadException when the stream fails
     * @throws IOException when a chunk cannot be taken
     */
    public long cut(InputStream in, long expected, Chunks chunks) throws IOException {
        int filled = 0;
        long total = 0;
        boolean end = expected == 0;
        while (true) {
            while (!end && filled < capacity) {
                makeRoom(filled, expected - total);
                int count = read(in, filled);
                if (count < 0) {
                    end = true;
                } else {
                    filled += count;
                    total += count;
                    end = total == expected;
                }
            }
            int start = 0;
            while (filled - start >= chunker.maximum() || (end && start < filled)) {
                int length = chunker.cut(buffer, start, filled - start);
                chunks.take(buffer, start, length);
                start += length;
            }
            if (end) {
                return total;
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
        }
    }

    private void makeRoom(int filled, long missing) {
        if (filled < buffer.length) {
            return;
        }
        long wanted = missing < 0 ? filled * 2L : filled + missing;
        // Up to a power of two, or a row of files each a little larger than the one before would leave a row of
        // buffers.
        long size = Long.highestOneBit(Math.max(FIRST_CAPACITY, Math.max(wanted, filled + 1) * 2 - 1));
        buffer = Arrays.copyOf(buffer, (int) Math.min(capacity, size));
    }

    private int read(InputStream in, int filled) throws ReadException {
        try {
            return in.read(buffer, filled, Math.min(buffer.length, capacity) - filled);
        } catch (IOException failed) {
            throw new ReadException(failed);
        }
    }
}
