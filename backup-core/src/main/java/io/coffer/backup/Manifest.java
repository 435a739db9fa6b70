package io.coffer.backup;

import io.coffer.backup.model.ContentReference;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The immutable document that describes a snapshot. Writing it is what commits a backup.
 *
 * @param time when the backup started
 * @param host on which machine it ran
 * @param user who ran it
 * @param program what wrote it, with its version
 * @param sources what was backed up
 * @param tags words that the application attached
 * @param root a tree with one entry for each source: its root directory
 * @param parent id of the snapshot that files were compared with, or null for none
 * @param original id of the snapshot, in another repository, that this one is a copy of; null when it is no copy. The
 *     copy of a copy names the first of them
 * @param problems what could not be read or changed while it was read, the first {@link #MAX_PROBLEMS} of
 *     them
 * @param statistics what the backup did
 */
public record Manifest(
        Instant time,
        String host,
        String user,
        String program,
        List<SourceInfo> sources,
        SortedSet<String> tags,
        ContentReference root,
        @Nullable String parent,
        @Nullable String original,
        List<Problem> problems,
        BackupStatistics statistics) {
    /** How many problems a manifest lists; {@link BackupStatistics#problems()} counts them all. */
    public static final int MAX_PROBLEMS = 1000;

    /** Copies what could change. */
    public Manifest {
        sources = List.copyOf(sources);
        tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
        problems = List.copyOf(problems);
        if (problems.size() > MAX_PROBLEMS) {
            throw new IllegalArgumentException("a manifest lists at most " + MAX_PROBLEMS + " problems");
        }
    }

    /**
     * Describes a snapshot that is no copy.
     *
     * @param time when the backup started
     * @param host on which machine it ran
     * @param user who ran it
     * @param program what wrote it, with its version
     * @param sources what was backed up
     * @param tags words that the application attached
     * @param root a tree with one entry for each source
     * @param parent id of the snapshot that files were compared with, or null for none
     * @param problems what could not be read or changed while it was read
     * @param statistics what the backup did
     */
    public Manifest(
            Instant time,
            String host,
            String user,
            String program,
            List<SourceInfo> sources,
            SortedSet<String> tags,
            ContentReference root,
            @Nullable String parent,
            List<Problem> problems,
            BackupStatistics statistics) {
        this(time, host, user, program, sources, tags, root, parent, null, problems, statistics);
    }

    /**
     * Tells whether the snapshot holds everything that was to be backed up, as it was.
     *
     * @return false when a file could not be read or changed while it was read
     */
    public boolean complete() {
        return statistics.problems() == 0;
    }

    /**
     * A source of a snapshot.
     *
     * @param name its directory where the snapshot has several sources
     * @param location where the data came from
     */
    public record SourceInfo(String name, String location) {
        // Written out: what a record has by itself is put together when it is first called, which takes a short process
        // long.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SourceInfo that && name.equals(that.name) && location.equals(that.location);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + location.hashCode();
        }
    }
}
