package io.coffer.backup;

import java.io.IOException;

/**
 * A backup to be described and run. Not safe for use by several threads; several backups may run at once
 * on one repository.
 */
public interface BackupOperation {
    /**
     * Attaches words to the snapshot.
     *
     * @param tags any, none of them empty
     * @return this operation
     * @throws IllegalArgumentException when one is empty
     */
    BackupOperation tag(String... tags);

    /**
     * Names the machine, instead of the one that the program runs on.
     *
     * @param host recorded in the manifest; previous snapshots are looked for under the same host
     * @return this operation
     * @throws IllegalArgumentException when it is empty
     */
    BackupOperation host(String host);

    /**
     * Compares files with a certain snapshot, instead of the latest of the same host and sources.
     *
     * @param snapshot of this repository
     * @return this operation
     */
    BackupOperation parent(Snapshot snapshot);

    /**
     * Reads every file, also those whose size, times and inode are as before: for file systems that do not
     * tell of changes.
     *
     * @return this operation
     */
    BackupOperation readAll();

    /**
     * Lists all sources once before the backup begins, so that {@link Progress} has totals. Without this they are those
     * of the snapshot before, which may be somewhat off, and a first backup has none. It costs about as much time as a
     * backup in which nothing changed. While it lists, progress has totals that grow, and nothing is done.
     *
     * @return this operation
     */
    BackupOperation countFirst();

    /**
     * Lists all sources once before a backup that has no snapshot before it, as {@link #countFirst} does. Others take
     * their totals from that snapshot, at no cost.
     *
     * @return this operation
     */
    BackupOperation countFirstIfNeeded();

    /**
     * Reports how the backup gets on.
     *
     * @param listener called by one thread at a time, a few times a second
     * @return this operation
     */
    BackupOperation onProgress(ProgressListener listener);

    /**
     * Runs the backup. When it returns, the snapshot is durable and visible to others. What could not be
     * read is in {@link Manifest#problems()}, and {@link Manifest#complete()} is false then.
     *
     * <p>When it throws there is no snapshot; what was stored is found by the next run.
     *
     * @return the new snapshot
     * @throws OperationInterruptedException when the thread was interrupted
     * @throws SessionExpiredException when this writer was away for so long that it was given up
     * @throws ContentNotFoundException when a source names a content that is not there
     * @throws IOException when a source as a whole cannot be read, or the storage fails
     */
    Snapshot run() throws IOException;
}
