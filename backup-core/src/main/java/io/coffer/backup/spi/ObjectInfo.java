package io.coffer.backup.spi;

import java.time.Instant;
import java.util.Objects;

/**
 * What a storage knows of an object without reading it.
 *
 * @param name relative to the root of the store
 * @param size in bytes
 * @param modified when it was stored, by the clock of the storage where that has one
 *     ({@link StoreCapabilities#serverTime()})
 */
public record ObjectInfo(String name, long size, Instant modified) {
    /** Checks the values. */
    public ObjectInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(modified, "modified");
        if (size < 0) {
            throw new IllegalArgumentException("size of " + name + " is negative: " + size);
        }
    }
}
