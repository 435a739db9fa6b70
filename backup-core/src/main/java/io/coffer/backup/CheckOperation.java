package io.coffer.backup;

import java.io.IOException;
import java.time.Duration;

/** A check to be described and run. It changes nothing. Not safe for use by several threads. */
public interface CheckOperation {
    /**
     * Reads all packs, and verifies every content in them.
     *
     * @return this operation
     */
    CheckOperation readData();

    /**
     * Reads a share of the packs, and verifies every content in them. Which ones is drawn anew each time.
     *
     * @param share from 0 (none) to 1 (all)
     * @return this operation
     */
    CheckOperation readData(double share);

    /**
     * Waits for packs that the storage keeps where they cannot be read at once, as
     * {@link RestoreOperation#waitForColdStorage} does. Matters only when data is read.
     *
     * @param limit how long at most, zero or more
     * @return this operation
     */
    CheckOperation waitForColdStorage(Duration limit);

    /**
     * Reports how the check gets on.
     *
     * @param listener called by one thread at a time, a few times a second
     * @return this operation
     */
    CheckOperation onProgress(ProgressListener listener);

    /**
     * Runs the check: that every manifest can be read, that every tree and content that a snapshot needs
     * is in the index, that every pack that the index names is there with the right size; and the data as
     * asked for. Damage is reported, not thrown.
     *
     * @return what was found
     * @throws ColdStorageException when packs that are to be read are kept cold, and are not there in time
     * @throws OperationInterruptedException when the thread was interrupted
     * @throws IOException when the storage fails
     */
    CheckReport run() throws IOException;
}
