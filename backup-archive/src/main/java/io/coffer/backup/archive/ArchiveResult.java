package io.coffer.backup.archive;

import io.coffer.backup.Manifest;
import io.coffer.backup.Problem;
import java.time.Duration;
import java.util.List;

/**
 * What an export wrote.
 *
 * @param files regular files, not counting further names of the same file
 * @param directories directories
 * @param others links, pipes, devices and hard links
 * @param bytes of the files' data
 * @param archiveBytes of the archive, as written: compressed, and filtered where a filter was named
 * @param problems what could not be written or kept, the first {@link Manifest#MAX_PROBLEMS} of them
 * @param problemCount how many there were in all
 * @param complete whether every entry that was asked for is there
 * @param duration from start to end
 */
public record ArchiveResult(
        long files,
        long directories,
        long others,
        long bytes,
        long archiveBytes,
        List<Problem> problems,
        long problemCount,
        boolean complete,
        Duration duration) {
    /** Copies what could change. */
    public ArchiveResult {
        problems = List.copyOf(problems);
    }
}
