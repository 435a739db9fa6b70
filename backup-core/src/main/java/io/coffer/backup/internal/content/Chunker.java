package io.coffer.backup.internal.content;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Cuts bytes where their content says so: FastCDC with normalised chunking (Xia et al., USENIX ATC 2016),
 * on a gear hash of 64 bits. A cut depends only on the bytes of its own chunk, so that an insertion moves
 * the cuts near it and no others. Immutable.
 */
public final class Chunker {
    private static final int NORMALIZATION = 2;
    /** Of bytes before the last so many, nothing is left in the hash. */
    private static final int WINDOW = Long.SIZE;

    private final long[] gear;
    private final int minimum;
    private final int average;
    private final int maximum;
    private final int strictShift;
    private final int looseShift;

    /**
     * Makes a chunker.
     *
     * @param seed what the places where it cuts depend on
     * @param minimum no chunk but the last is smaller, in bytes
     * @param average what chunks tend to, in bytes; a power of two
     * @param maximum no chunk is larger, in bytes
     */
    Chunker(byte[] seed, int minimum, int average, int maximum) {
        this(gear(seed), minimum, average, maximum);
    }

    private Chunker(long[] gear, int minimum, int average, int maximum) {
        this.gear = gear;
        this.minimum = minimum;
        this.average = average;
        this.maximum = maximum;
        int bits = Integer.numberOfTrailingZeros(average);
        this.strictShift = 64 - (bits + NORMALIZATION);
        this.looseShift = 64 - (bits - NORMALIZATION);
    }

    /**
     * The chunker for the data of files.
     *
     * @param keys of the repository
     * @param parameters of the repository
     * @return a chunker
     */
    public static Chunker forData(ContentKeys keys, RepositoryParameters parameters) {
        return new Chunker(
                keys.gear(), parameters.minimumChunk(), parameters.averageChunk(), parameters.maximumChunk());
    }

    /**
     * The chunker for trees: finer, so that a change in a large directory costs little.
     *
     * @param keys of the repository
     * @param parameters of the repository
     * @return a chunker
     */
    public static Chunker forTrees(ContentKeys keys, RepositoryParameters parameters) {
        int average = Integer.highestOneBit(parameters.metadataSegment()) / 8;
        return new Chunker(keys.gear(), average / 4, average, average * 4);
    }

    /** Computes what each value of a byte adds to the hash. Not changed by anybody. */
    static long[] gear(byte[] seed) {
        long[] table = new long[256];
        MessageDigest digest = Sha256.start();
        for (int i = 0; i < table.length; i++) {
            digest.update(seed);
            digest.update((byte) i);
            table[i] = ByteBuffer.wrap(digest.digest()).getLong();
        }
        return table;
    }

    /**
     * The size below which nothing is cut.
     *
     * @return in bytes
     */
    public int minimum() {
        return minimum;
    }

    /**
     * What chunks tend to.
     *
     * @return in bytes
     */
    public int average() {
        return average;
    }

    /**
     * The largest chunk.
     *
     * @return in bytes
     */
    public int maximum() {
        return maximum;
    }

    /**
     * Finds where the first chunk ends. Unless the data ends there, {@link #maximum} bytes must be given.
     *
     * @param bytes where the data lies
     * @param offset of its first byte
     * @param length in bytes
     * @return the length of the first chunk
     */
    public int cut(byte[] bytes, int offset, int length) {
        int end = Math.min(length, maximum);
        if (end <= minimum) {
            return end;
        }
        long[] table = gear;
        int at = offset + minimum;
        long hash = 0;
        for (int strictEnd = offset + Math.min(average, end); at < strictEnd; at++) {
            hash = (hash << 1) + table[bytes[at] & 0xff];
            if (hash >>> strictShift == 0) {
                return at + 1 - offset;
            }
        }
        for (int looseEnd = offset + end; at < looseEnd; at++) {
            hash = (hash << 1) + table[bytes[at] & 0xff];
            if (hash >>> looseShift == 0) {
                return at + 1 - offset;
            }
        }
        return end;
    }

    /**
     * Tells whether the hash of the last bytes of a chunk asks for a cut after them; an earlier cut is not looked for. When
     * the answer is yes, {@link #cut} gives this length or a smaller one.
     *
     * @param bytes where the data lies
     * @param offset of the first byte of the chunk
     * @param length of the chunk, in bytes, and no more than there are
     * @return whether it may end there
     */
    public boolean mayEndAfter(byte[] bytes, int offset, int length) {
        if (length <= minimum || length >= maximum) {
            return length == maximum;
        }
        long hash = 0;
        for (int at = Math.max(minimum, length - WINDOW); at < length; at++) {
            hash = (hash << 1) + gear[bytes[offset + at] & 0xff];
        }
        return hash >>> (length <= average ? strictShift : looseShift) == 0;
    }
}
