package io.coffer.backup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation has come. A restore knows totals from its snapshot, or from
 * {@link RestoreOperation#countFirst} when it is of chosen paths, a check that reads data from the list of
 * packs, a backup from the snapshot before or from {@link BackupOperation#countFirst}. Totals that turn out to be too
 * small grow; they are never less than what is done.
 *
 * @param items entries that are done; packs whose data was read, in a check that reads data; trees, in one that does not
 * @param totalItems how many there will be; negative when it is not known
 * @param bytes that are done
 * @param totalBytes how many there will be; negative when it is not known
 * @param current what is being worked on, or null
 * @param elapsed since the start
 */
public record Progress(
        long items,
        long totalItems,
        long bytes,
        long totalBytes,
        @Nullable String current,
        Duration elapsed) {
    /**
     * The share that is done.
     *
     * @return from 0 to 1; negative when it is not known
     */
    public double fraction() {
        if (totalBytes > 0) {
            return Math.min(1.0, (double) bytes / totalBytes);
        }
        return totalItems > 0 ? Math.min(1.0, (double) items / totalItems) : -1;
    }
}
