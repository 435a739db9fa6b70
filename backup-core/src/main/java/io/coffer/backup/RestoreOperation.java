package io.coffer.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A restore to be described and run. Not safe for use by several threads. */
public interface RestoreOperation {
    /** What happens where something is in the place of an entry. Directories are merged in all modes. */
    enum Conflict {
        /** The restore ends with {@link RestoreConflictException}. */
        FAIL,
        /** What is there stays. */
        SKIP,
        /** What is there is replaced unless it is the same: type, size and time of modification. */
        OVERWRITE_IF_DIFFERENT,
        /** What is there is replaced. */
        OVERWRITE
    }

    /**
     * Names the directory that the root of the snapshot is written to.
     *
     * @param directory made when it is not there
     * @return this operation
     */
    RestoreOperation to(Path directory);

    /**
     * Restores only what matches one of some patterns, with everything under it. Directories that lead
     * there are made too.
     *
     * @param patterns as for {@link io.coffer.backup.source.DirectorySource#exclude}, on paths relative to
     *     the root of the snapshot
     * @return this operation
     */
    RestoreOperation include(String... patterns);

    /**
     * Says what happens where something is in the place of an entry; the default is
     * {@link Conflict#FAIL}.
     *
     * @param conflict what to do
     * @return this operation
     */
    RestoreOperation onConflict(Conflict conflict);

    /**
     * Removes what is in the target's directories but not in the snapshot. Cannot be combined with
     * {@link #include}.
     *
     * @return this operation
     */
    RestoreOperation deleteExtra();

    /**
     * Waits for objects that the storage keeps where they cannot be read at once. The restore asks for all that it
     * needs before it writes anything, looks again after a minute, and less often later; progress says what it waits
     * for. The default is not to wait: objects are asked for, and when they are not there the restore ends with
     * {@link ColdStorageException}. On storage that keeps nothing cold this means nothing.
     *
     * @param limit how long at most, zero or more; storages need minutes to two days
     * @return this operation
     */
    RestoreOperation waitForColdStorage(Duration limit);

    /**
     * Walks through the trees of the snapshot once before the restore when only a part is {@linkplain #include included},
     * so that {@link Progress} has totals; a whole snapshot knows its own. While it walks, progress has totals that grow,
     * and nothing is done. What is in the target already counts too, also where it is left as it is, so the totals may not
     * be reached.
     *
     * @return this operation
     */
    RestoreOperation countFirst();

    /**
     * Reports how the restore gets on.
     *
     * @param listener called by one thread at a time, a few times a second
     * @return this operation
     */
    RestoreOperation onProgress(ProgressListener listener);

    /**
     * Runs the restore. Each file is written beside its place, verified, and moved into place when it is
     * whole; nothing outside the target is touched, whatever a snapshot says. A file whose data is damaged or
     * that cannot be written is a {@linkplain RestoreResult#problems() problem}, and everything else is
     * restored.
     *
     * @return what was done
     * @throws RestoreConflictException when something is in the way and the mode is {@link Conflict#FAIL}; in any mode
     *     when the target lies in the directory of the repository, or has it among what is {@linkplain #deleteExtra
     *     deleted}. Nothing was written then.
     * @throws ColdStorageException when what is needed is kept cold, and is not there in time; nothing was written
     * @throws OperationInterruptedException when the thread was interrupted
     * @throws IOException when the storage fails, or the target's file system as a whole does: there is no room, for
     *     instance. Files that are whole by then stay, and a restore that leaves what is there goes on from them.
     */
    RestoreResult run() throws IOException;
}
