package io.coffer.backup.internal.maintenance;

import java.io.IOException;
import java.time.Duration;

/**
 * What a prune is told.
 *
 * @param host on which it runs, for people
 * @param wasteLimit share of all bytes in packs that may be wasted
 * @param maximumRepack how many bytes may be copied, as stored
 * @param sessionAge after which time without a sign of life a writer counts as dead
 * @param waitLimit how long to wait for writers
 * @param dryRun whether nothing is changed
 * @param pause lets time pass while writers are waited for
 */
public record PruneRequest(
        String host,
        double wasteLimit,
        long maximumRepack,
        Duration sessionAge,
        Duration waitLimit,
        boolean dryRun,
        Pause pause) {
    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Returns later.
         *
         * @param duration how much later
         * @throws IOException when it was interrupted
         */
        void pause(Duration duration) throws IOException;
    }
}
