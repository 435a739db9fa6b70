package io.coffer.backup;

import java.time.Duration;
import java.time.Instant;

/**
 * What {@link Repository#extendRetention} did.
 *
 * @param snapshots whose objects are kept
 * @param packs that are kept
 * @param objects that are kept in all, packs included
 * @param until the earliest time at which any of them may be deleted
 * @param duration from start to end
 */
public record RetainReport(long snapshots, long packs, long objects, Instant until, Duration duration) {}
