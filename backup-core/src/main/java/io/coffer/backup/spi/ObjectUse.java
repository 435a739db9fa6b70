package io.coffer.backup.spi;

/**
 * What an object is for, as a hint to storages that keep different objects in different ways. A store may
 * ignore it; no behaviour that {@link ObjectStore} promises depends on it.
 */
public enum ObjectUse {
    /** Coordinates those who work at the same time, and is deleted soon: never to be locked or kept cold. */
    COORDINATION,
    /** Kept as long as snapshots need it, and read by every operation: never to be kept cold. */
    METADATA,
    /** Kept as long as snapshots need it, and read by restores and checks only: may be kept cold. */
    DATA
}
