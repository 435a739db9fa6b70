package io.coffer.backup;

import java.io.IOException;
import java.time.Duration;

/**
 * A prune to be described and run. It gives back the storage of what no snapshot needs. Writers and readers go on
 * meanwhile, on this machine and on others; other prunes too. Not safe for use by several threads.
 *
 * <p>A prune that ends early, for whatever reason, leaves nothing in disorder: the next one finishes what it began,
 * and does not copy again what it had copied.
 */
public interface PruneOperation {
    /**
     * Says how much of the storage may stay in use for nothing. Packs that hold some contents which count and some
     * which do not are rewritten, the worst first, until no more than this share is wasted. Packs that hold nothing
     * which counts always go. The default is 0.1. Packs of data are not rewritten where the storage says that they may
     * have to be recalled ({@link io.coffer.backup.spi.StoreCapabilities#coldStorage()}).
     *
     * @param share of all bytes in packs, from 0 (rewrite whatever holds something useless) to 1 (rewrite nothing)
     * @return this operation
     * @throws IllegalArgumentException when it is none
     */
    PruneOperation wasteLimit(double share);

    /**
     * Bounds how much is copied in one run. What is left is for later runs. The default is no bound.
     *
     * @param bytes of contents that count, as stored
     * @return this operation
     * @throws IllegalArgumentException when it is negative
     */
    PruneOperation maximumRepack(long bytes);

    /**
     * Says after which time without a sign of life a writer counts as dead. Its session is ended then, so that it
     * holds up the deletion of packs no more. A writer that comes back after all either finds everything still there
     * that it relies on, or fails and says so. The default is two days.
     *
     * @param age 15 minutes or more: three times what is between two signs of life
     * @return this operation
     * @throws IllegalArgumentException when it is less
     */
    PruneOperation endSessionsAfter(Duration age);

    /**
     * Waits for writers that are at work. Packs are deleted only when all writers have ended that might rely on them.
     * What still waits when the time is over is left to the next prune. The default is not to wait.
     *
     * @param limit 0 for not at all
     * @return this operation
     * @throws IllegalArgumentException when it is negative
     */
    PruneOperation waitForWriters(Duration limit);

    /**
     * Says how long listings may lag, on a storage that does not promise that they do not
     * ({@link io.coffer.backup.spi.StoreCapabilities#stronglyConsistent()}). There a prune has the repository for
     * itself: it keeps new writers off, waits so long, then until writers have ended, and so long again; when they do
     * not end in time it deletes nothing. When there is something to delete, it waits four times more between its steps.
     * The default is half an hour, so that such a prune takes three hours. Other storages need none of this.
     *
     * @param lag more than listings ever lag
     * @return this operation
     * @throws IllegalArgumentException when it is negative
     */
    PruneOperation grace(Duration lag);

    /**
     * Changes nothing, and reports what a run would do now.
     *
     * @return this operation
     */
    PruneOperation dryRun();

    /**
     * Reports how the prune gets on: first trees that were read, then bytes that are copied.
     *
     * @param listener called by one thread at a time, a few times a second
     * @return this operation
     */
    PruneOperation onProgress(ProgressListener listener);

    /**
     * Runs the prune.
     *
     * @return what was done
     * @throws ContentNotFoundException when a snapshot needs a content that is nowhere; nothing was deleted. Run a
     *     check to see what is damaged; forget the snapshot, or repair the repository, and prune again
     * @throws CorruptObjectException when a manifest, a tree or the index is damaged; nothing was deleted
     * @throws OperationInterruptedException when the thread was interrupted; run it again to go on
     * @throws RepositoryException that {@linkplain RepositoryException#isTemporary() may pass} when another prune has
     *     the repository for itself, where listings lag
     * @throws IOException when the storage fails; run it again to go on
     */
    PruneReport run() throws IOException;
}
