package io.coffer.backup.store.cloudinary.standin;

import java.time.Duration;

/**
 * What an account may do.
 *
 * @param name of the plan
 * @param maximumRawSize of a raw asset, in bytes
 * @param adminCalls per hour
 * @param listingDelay after which listings show a change
 */
public record Plan(String name, long maximumRawSize, int adminCalls, Duration listingDelay) {
    /** The free plan: files of 10 MB, 500 calls an hour. */
    public static final Plan FREE = new Plan("Free", 10_485_760, 500, Duration.ZERO);

    public Plan withAdminCalls(int calls) {
        return new Plan(name, maximumRawSize, calls, listingDelay);
    }

    public Plan withListingDelay(Duration delay) {
        return new Plan(name, maximumRawSize, adminCalls, delay);
    }

    public Plan withMaximumRawSize(long bytes) {
        return new Plan(name, bytes, adminCalls, listingDelay);
    }
}
