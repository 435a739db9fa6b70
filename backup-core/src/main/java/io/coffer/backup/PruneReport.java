package io.coffer.backup;

import java.time.Duration;
import java.util.List;

/**
 * What a prune did, or would do. When nobody else changes the repository meanwhile, a dry run and the run after it
 * report the same figures, but for {@link #storedBytes}, {@link #mergedIndexObjects} and {@link
 * #duration}.
 *
 * @param dryRun whether nothing was changed
 * @param snapshots whose contents stay
 * @param packs that the repository had, without those that were given up before
 * @param packBytes their size
 * @param unusedPacks of these, how many held nothing that counts, and were given up
 * @param unusedBytes their size
 * @param rewrittenPacks of these, how many held something that counts, which was copied, and were given up
 * @param rewrittenBytes their size
 * @param orphanPacks packs of writers that died before they named them in the index; given up too
 * @param orphanBytes their size
 * @param copiedContents contents that were copied to new packs
 * @param copiedBytes their size before compression
 * @param storedBytes what the copies take in the storage; 0 in a dry run, which does not compress
 * @param deletedPacks packs that were deleted, those included that earlier runs had given up
 * @param deletedBytes their size
 * @param pendingPacks packs that are given up and not deleted yet: they wait for writers, or are locked
 * @param pendingBytes their size
 * @param lockedPacks of the pending ones, how many the storage keeps by object lock; a later prune deletes them
 * @param waitingFor sessions of writers at work for whose end packs wait
 * @param endedSessions sessions that were ended because their writers gave no sign of life
 * @param mergedIndexObjects how many index objects were replaced by fewer; 0 in a dry run
 * @param duration from start to end
 */
public record PruneReport(
        boolean dryRun,
        long snapshots,
        long packs,
        long packBytes,
        long unusedPacks,
        long unusedBytes,
        long rewrittenPacks,
        long rewrittenBytes,
        long orphanPacks,
        long orphanBytes,
        long copiedContents,
        long copiedBytes,
        long storedBytes,
        long deletedPacks,
        long deletedBytes,
        long pendingPacks,
        long pendingBytes,
        long lockedPacks,
        List<String> waitingFor,
        List<String> endedSessions,
        long mergedIndexObjects,
        Duration duration) {
    /** Copies what could change. */
    public PruneReport {
        waitingFor = List.copyOf(waitingFor);
        endedSessions = List.copyOf(endedSessions);
    }

    /**
     * Tells whether nothing is left to be deleted by a later prune.
     *
     * @return false when packs wait for writers or for the end of a lock
     */
    public boolean finished() {
        return pendingPacks == 0;
    }
}
