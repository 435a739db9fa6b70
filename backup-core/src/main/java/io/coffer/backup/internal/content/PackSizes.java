package io.coffer.backup.internal.content;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.IndexWriter;
import io.coffer.backup.internal.format.ListFormat;
import io.coffer.backup.internal.format.PackFormat;

/**
 * How large packs become: as large as the repository wants them, and no larger than the storage takes.
 *
 * @param data from which size on a pack of data is complete, in bytes
 * @param slack how much larger it may become, so that its last segment fits: packs that end before it would be more
 * @param metadata the largest pack of metadata, in bytes
 * @param maximumBlobs how many blobs a pack may have, so that an index object can name it and its directory is not too long
 */
public record PackSizes(int data, int slack, int metadata, int maximumBlobs) {
    private static final int METADATA_SHARE = 4;
    /** What a directory has room for when each blob is a segment of its own, and something is wrapped around it. */
    private static final int MAXIMUM_BLOBS = PackFormat.MAX_DIRECTORY / 64;

    /**
     * Finds the sizes. A repository that was made for a storage of larger objects gets smaller packs here, as far as
     * its segments fit; beyond that the storage refuses what is too large.
     *
     * @param parameters of the repository
     * @param maximumObject that the storage takes, in bytes
     * @return the sizes
     */
    public static PackSizes of(RepositoryParameters parameters, long maximumObject) {
        int maximum = (int) Math.min(maximumObject, Integer.MAX_VALUE);
        int smallest = 2 * Math.max(parameters.maximumChunk(), parameters.dataSegment());
        int smallestMetadata = 2 * Math.max(parameters.metadataSegment(), ListFormat.MAX_LENGTH);
        int data = Math.max(Math.min(parameters.packSize(), maximum), smallest);
        int most = Math.min(maximum, RepositoryParameters.LARGEST_PACK);
        return new PackSizes(
                data,
                Math.max(0, Math.min(smallest / 2, most - data)),
                Math.max(Math.min(parameters.packSize() / METADATA_SHARE, maximum), smallestMetadata),
                Math.min(IndexWriter.blobsWithin(maximum), MAXIMUM_BLOBS));
    }

    /**
     * The larger of the two, without slack.
     *
     * @return in bytes
     */
    public int largest() {
        return Math.max(data, metadata);
    }
}
