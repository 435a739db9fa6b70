package io.coffer.backup.internal.content;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.IndexWriter;
import io.coffer.backup.internal.format.ListFormat;

/**
 * How large packs become: as large as the repository wants them, and no larger than the storage takes.
 *
 * @param data the largest pack of data, in bytes
 * @param metadata the largest pack of metadata, in bytes
 * @param maximumBlobs how many blobs a pack may have, so that an index object can name it
 */
public record PackSizes(int data, int metadata, int maximumBlobs) {
    private static final int METADATA_SHARE = 4;

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
        return new PackSizes(
                Math.max(Math.min(parameters.packSize(), maximum), smallest),
                Math.max(Math.min(parameters.packSize() / METADATA_SHARE, maximum), smallestMetadata),
                IndexWriter.blobsWithin(maximum));
    }

    /**
     * The larger of the two.
     *
     * @return in bytes
     */
    public int largest() {
        return Math.max(data, metadata);
    }
}
