package io.coffer.backup;

import java.io.IOException;

/**
 * A copy of snapshots into another repository, to be described and run. Not safe for use by several threads.
 *
 * <p>Both repositories may be used meanwhile, and may be pruned. What the destination has is not copied again: a
 * snapshot that is a copy of the same one is passed over, and of the others only what is new is read. A copy that ends
 * early leaves nothing in disorder; the next one finds what it stored.
 */
public interface CopyOperation {
    /**
     * Names the repository that the snapshots are copied to.
     *
     * @param destination open, and made by this library; another one than that of the snapshots
     * @return this operation
     * @throws IllegalArgumentException when it is not a repository of this library
     */
    CopyOperation to(Repository destination);

    /**
     * Reports how the copy gets on.
     *
     * @param listener called by one thread at a time, a few times a second
     * @return this operation
     */
    CopyOperation onProgress(ProgressListener listener);

    /**
     * Runs the copy, oldest snapshot first. Each copy has the time, host, user, sources, tags, problems and figures of
     * the original, and names it in {@link Manifest#original()}; its entries are the same, with all that is kept of
     * them.
     *
     * <p>A snapshot that cannot be read to its end is not copied, and is in {@link CopyResult#failed()}; the others are.
     *
     * @return what was done
     * @throws IllegalStateException when no destination was named
     * @throws SessionExpiredException when this writer was away for so long that the destination gave it up, and what a
     *     copy relies on is gone; run it again
     * @throws OperationInterruptedException when the thread was interrupted; run it again to go on
     * @throws IOException when one of the storages fails; snapshots that were copied by then stay, run it again to go on
     */
    CopyResult run() throws IOException;
}
