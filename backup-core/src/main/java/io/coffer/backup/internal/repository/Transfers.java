package io.coffer.backup.internal.repository;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.spi.ObjectStore;
import java.util.concurrent.Executor;

/**
 * How many objects go to the storage and come from it at once.
 *
 * @param executor runs what waits for the storage
 * @param configured how many, or 0 to choose
 */
public record Transfers(Executor executor, int configured) {
    /** More connections than these seldom make a storage faster, and each upload needs memory for a pack. */
    private static final int MOST_UPLOADS = 5;

    private static final int MOST_DOWNLOADS = 8;

    /**
     * Chooses how many packs of data are stored at once. One more is in memory: the one that is being filled.
     *
     * @param store where to
     * @param parameters of the repository
     * @return 1 or more
     */
    public int uploads(ObjectStore store, RepositoryParameters parameters) {
        if (configured > 0) {
            return configured;
        }
        // A disk is as fast with one writer, and memory for packs is outside of the heap but limited like it.
        return store.capabilities().remote()
                ? fitting(2L * (parameters.packSize() + parameters.maximumChunk()), 1, 1, MOST_UPLOADS)
                : 1;
    }

    /**
     * Chooses how many segments or packs are fetched at once.
     *
     * @param store where from
     * @param parameters of the repository
     * @return 1 or more; 0 to let those do it who also decode, because the storage is near
     */
    public int downloads(ObjectStore store, RepositoryParameters parameters) {
        if (configured > 0) {
            return configured;
        }
        // Each holds a segment as stored and as decoded; a quarter of the heap is theirs.
        return store.capabilities().remote() ? fitting(8L * parameters.maximumChunk(), 0, 2, MOST_DOWNLOADS) : 0;
    }

    private static int fitting(long bytesEach, int others, int fewest, int most) {
        long fit = Runtime.getRuntime().maxMemory() / bytesEach - others;
        return (int) Math.max(fewest, Math.min(most, fit));
    }
}
