package io.coffer.backup;

import java.io.IOException;

/**
 * A repair to be described and run. It finds what is lost or damaged, brings everything else to safety, and says which
 * files of which snapshots are lost. Others may use the repository meanwhile. Not safe for use by several threads.
 *
 * <p>Nothing is deleted, and no damaged pack is given up, unless {@link #dropDamaged()} says so. A repair that ends early
 * may be run again.
 */
public interface RepairOperation {
    /**
     * Takes back from a copy what is lost: contents under the same ids where both repositories identify contents alike;
     * otherwise, of snapshots that are {@linkplain CopyOperation copies} of each other, all that is missing.
     *
     * @param copy open, and made by this library; only read
     * @return this operation
     * @throws IllegalArgumentException when it is not a repository of this library, or the one that is repaired
     */
    RepairOperation from(Repository copy);

    /**
     * Gives damaged and missing packs up, for good, once everything in them that is good is in new packs: they are taken
     * out of the index, and a later prune deletes what is there of them, once every snapshot is whole. Manifests that are
     * damaged are deleted. Only after that does the next backup of the same files store again what is lost. Before, look
     * whether the storage can bring the packs back: a disk that is not mounted, or a bucket with versions.
     *
     * @return this operation
     */
    RepairOperation dropDamaged();

    /**
     * Reports how the repair gets on: packs that are read.
     *
     * @param listener called by one thread at a time, a few times a second
     * @return this operation
     */
    RepairOperation onProgress(ProgressListener listener);

    /**
     * Runs the repair. It reads all packs.
     *
     * <p>What a snapshot has lost does not hinder a restore of the rest.
     *
     * @return what was found, saved and lost
     * @throws SessionExpiredException when this writer was away for so long that a prune ended its session; nothing was
     *     dropped, run it again
     * @throws OperationInterruptedException when the thread was interrupted
     * @throws IOException when the storage fails; run it again
     */
    RepairReport run() throws IOException;
}
