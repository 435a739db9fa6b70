package io.coffer.backup;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a {@link RetentionPolicy} looks at when it decides about a snapshot. Immutable.
 *
 * @param id of the snapshot
 * @param time when the backup started
 * @param host on which machine it ran
 * @param sources locations of what was backed up, in the order of their text
 * @param tags words that the application attached, in the order of their text
 */
public record RetentionCandidate(String id, Instant time, String host, Set<String> sources, Set<String> tags) {
    /** Copies what could change. */
    public RetentionCandidate {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(host, "host");
        sources = Collections.unmodifiableSet(new TreeSet<>(sources));
        tags = Collections.unmodifiableSet(new TreeSet<>(tags));
    }

    /**
     * Takes what matters from a snapshot.
     *
     * @param snapshot of any repository
     * @return the candidate; its sources are the locations, not the names
     */
    public static RetentionCandidate of(Snapshot snapshot) {
        Manifest manifest = snapshot.manifest();
        Set<String> locations = new TreeSet<>();
        for (Manifest.SourceInfo source : manifest.sources()) {
            locations.add(source.location());
        }
        return new RetentionCandidate(snapshot.id(), manifest.time(), manifest.host(), locations, manifest.tags());
    }
}
