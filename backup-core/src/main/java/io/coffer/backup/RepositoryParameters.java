package io.coffer.backup;

/**
 * What is fixed when a repository is created: how data is cut, gathered and compressed. The defaults suit
 * files of all kinds; a repository of small records that change often may want smaller chunks, one on a
 * storage that bills by request larger packs.
 *
 * @param minimumChunk no chunk but the last of a file is smaller, in bytes
 * @param averageChunk what chunks tend to, in bytes; a power of two
 * @param maximumChunk no chunk is larger, in bytes
 * @param dataSegment how much data is compressed together, in bytes before compression
 * @param metadataSegment the same for trees
 * @param packSize how large packs are, in bytes; where the storage takes it, one may exceed this by a chunk or segment
 * @param compressionLevel of Zstandard, 1 (fast) to 19 (small)
 * @param parity how much of each pack may be damaged and is healed in place by a repair, in percent; about as much
 *     storage is taken for it. 0 for none
 */
public record RepositoryParameters(
        int minimumChunk,
        int averageChunk,
        int maximumChunk,
        int dataSegment,
        int metadataSegment,
        int packSize,
        int compressionLevel,
        int parity) {
    /** The most parity that can be asked for, in percent. */
    public static final int MOST_PARITY = 20;
    /** The smallest chunk size that can be asked for, in bytes. */
    public static final int SMALLEST_CHUNK = 1024;
    /** The largest chunk or segment size that can be asked for, in bytes. */
    public static final int LARGEST_SEGMENT = 16 << 20;
    /** The largest pack size that can be asked for, in bytes. */
    public static final int LARGEST_PACK = 1 << 30;

    /** What is used when nothing is said. */
    public static final RepositoryParameters DEFAULT =
            new RepositoryParameters(512 << 10, 1 << 20, 4 << 20, 2 << 20, 512 << 10, 16 << 20, 3);

    /** Checks the values. */
    public RepositoryParameters {
        check(minimumChunk >= SMALLEST_CHUNK, "minimumChunk must be at least " + SMALLEST_CHUNK, minimumChunk);
        check(Integer.bitCount(averageChunk) == 1, "averageChunk must be a power of two", averageChunk);
        check(averageChunk > minimumChunk, "averageChunk must be more than minimumChunk", averageChunk);
        check(maximumChunk > averageChunk, "maximumChunk must be more than averageChunk", maximumChunk);
        check(maximumChunk <= LARGEST_SEGMENT, "maximumChunk must be at most " + LARGEST_SEGMENT, maximumChunk);
        check(isSegment(dataSegment), "dataSegment must be from 1 KiB to " + LARGEST_SEGMENT, dataSegment);
        check(isSegment(metadataSegment), "metadataSegment must be from 1 KiB to " + LARGEST_SEGMENT, metadataSegment);
        check(
                packSize >= 2 * Math.max(maximumChunk, Math.max(dataSegment, metadataSegment)),
                "packSize must be at least twice the largest chunk or segment",
                packSize);
        check(packSize <= LARGEST_PACK, "packSize must be at most " + LARGEST_PACK, packSize);
        check(compressionLevel >= 1 && compressionLevel <= 19, "compressionLevel must be 1 to 19", compressionLevel);
        check(parity >= 0 && parity <= MOST_PARITY, "parity must be 0 to " + MOST_PARITY, parity);
    }

    /**
     * Makes parameters without parity.
     *
     * @param minimumChunk as above
     * @param averageChunk as above
     * @param maximumChunk as above
     * @param dataSegment as above
     * @param metadataSegment as above
     * @param packSize as above
     * @param compressionLevel as above
     */
    public RepositoryParameters(
            int minimumChunk,
            int averageChunk,
            int maximumChunk,
            int dataSegment,
            int metadataSegment,
            int packSize,
            int compressionLevel) {
        this(minimumChunk, averageChunk, maximumChunk, dataSegment, metadataSegment, packSize, compressionLevel, 0);
    }

    /**
     * The same with another amount of parity.
     *
     * @param percent of each pack, 0 to {@link #MOST_PARITY}
     * @return the parameters
     */
    public RepositoryParameters withParity(int percent) {
        return new RepositoryParameters(
                minimumChunk,
                averageChunk,
                maximumChunk,
                dataSegment,
                metadataSegment,
                packSize,
                compressionLevel,
                percent);
    }

    private static boolean isSegment(int size) {
        return size >= SMALLEST_CHUNK && size <= LARGEST_SEGMENT;
    }

    private static void check(boolean holds, String rule, int found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", was " + found);
        }
    }
}
