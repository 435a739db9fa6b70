package io.coffer.backup;

/** What snapshots must have in common for a {@link RetentionPolicy} to count them together. */
public enum GroupBy {
    /** The machine that the backup ran on. */
    HOST,
    /** What was backed up: the locations of all sources. */
    SOURCES,
    /** The words attached to the snapshot, all of them. */
    TAGS
}
