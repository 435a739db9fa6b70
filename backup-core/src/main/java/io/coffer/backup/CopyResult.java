package io.coffer.backup;

import java.time.Duration;
import java.util.List;

/**
 * What a copy did.
 *
 * @param method how contents came into the destination
 * @param copied snapshots that were copied, oldest first
 * @param present snapshots that the destination had already
 * @param failed snapshots that could not be read to their end, and were not copied
 * @param readBytes of data and metadata that were read from the repository of the snapshots, before compression; without
 *     the trees that had to be followed
 * @param newContents contents that the destination did not have
 * @param newBytes their size before compression
 * @param storedBytes what was added to the storage of the destination
 * @param duration from start to end
 */
public record CopyResult(
        Method method,
        List<Copied> copied,
        List<Copied> present,
        List<Failed> failed,
        long readBytes,
        long newContents,
        long newBytes,
        long storedBytes,
        Duration duration) {
    /** Copies what could change. */
    public CopyResult {
        copied = List.copyOf(copied);
        present = List.copyOf(present);
        failed = List.copyOf(failed);
    }

    /** How contents come into the destination. */
    public enum Method {
        /**
         * As they are, under the same ids: both repositories identify contents and cut files in the same way. What the
         * destination has is not read.
         */
        BY_ID,
        /**
         * Files are cut and identified anew, as a backup into the destination would: keys or chunk sizes differ. Files
         * that are as in the latest snapshot of the same host and sources that was copied before are not read.
         */
        CUT_ANEW
    }

    /**
     * A snapshot and its copy.
     *
     * @param snapshot id in the repository that was copied from
     * @param copy id in the destination
     */
    public record Copied(String snapshot, String copy) {}

    /**
     * A snapshot that was not copied.
     *
     * @param snapshot its id
     * @param message what is wrong with it
     */
    public record Failed(String snapshot, String message) {}
}
