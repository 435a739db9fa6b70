package io.coffer.backup.spi.decorator;

/**
 * Hears of each request to a store, also of those that fail and are repeated. Called by the threads that send the
 * requests, many at once; it should return at once. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface RequestListener {
    /**
     * Takes a request that has ended.
     *
     * @param event what was asked for, and how it went
     */
    void ended(RequestEvent event);
}
