package io.coffer.backup.internal.maintenance;

import java.time.Duration;

/**
 * What a prune is told.
 *
 * @param host on which it runs, for people
 * @param wasteLimit share of all bytes in packs that may be wasted
 * @param maximumRepack how many bytes may be copied, as stored
 * @param sessionAge after which time without a sign of life a writer counts as dead
 * @param waitLimit how long to wait for writers
 * @param grace how long a listing may lag, where the storage does not promise that it does not
 * @param fewIndexObjects so many index objects that could be one are not worth a change
 * @param dryRun whether nothing is changed
 */
public record PruneRequest(
        String host,
        double wasteLimit,
        long maximumRepack,
        Duration sessionAge,
        Duration waitLimit,
        Duration grace,
        int fewIndexObjects,
        boolean dryRun) {}
