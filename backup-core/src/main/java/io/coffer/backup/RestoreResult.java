package io.coffer.backup;

import java.time.Duration;
import java.util.List;

/**
 * What a restore did.
 *
 * @param files regular files written
 * @param directories made or updated
 * @param others links, pipes, devices and hard links made
 * @param skipped entries that were left as they were
 * @param deleted entries that were removed because the snapshot does not have them
 * @param bytes written to files
 * @param problems what could not be written or kept, the first {@link Manifest#MAX_PROBLEMS} of them
 * @param problemCount how many there were in all
 * @param complete whether everything that was asked for is there
 * @param duration from start to end
 */
public record RestoreResult(
        long files,
        long directories,
        long others,
        long skipped,
        long deleted,
        long bytes,
        List<Problem> problems,
        long problemCount,
        boolean complete,
        Duration duration) {
    /** Copies what could change. */
    public RestoreResult {
        problems = List.copyOf(problems);
    }
}
