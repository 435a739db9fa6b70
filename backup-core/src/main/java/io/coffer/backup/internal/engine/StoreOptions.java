package io.coffer.backup.internal.engine;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.BandwidthLimit;
import io.coffer.backup.spi.decorator.MeteredObjectStore;
import io.coffer.backup.spi.decorator.MonotonicTime;
import io.coffer.backup.spi.decorator.RequestListener;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.spi.decorator.RetryingObjectStore;
import io.coffer.backup.spi.decorator.ThrottledObjectStore;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a builder was told about the store, and the decorators that do it. Not thread-safe. */
final class StoreOptions {
    @Nullable
    RetryPolicy retry;

    @Nullable
    RequestListener listener;

    BandwidthLimit bandwidth = BandwidthLimit.NONE;
    MonotonicTime time = MonotonicTime.SYSTEM;

    /**
     * Puts decorators around a store. The listener is next to the storage, so that it hears of each attempt and its
     * durations are the storage's; whoever repeats is outside, so that each attempt pays for its bandwidth.
     *
     * @param store the one that was opened, or that the application gave
     * @param ours whether it was opened by its location
     */
    ObjectStore around(ObjectStore store, boolean ours) {
        ObjectStore decorated = store;
        if (listener != null) {
            decorated = new MeteredObjectStore(decorated, listener, time);
        }
        if (bandwidth.isLimited()) {
            decorated = new ThrottledObjectStore(decorated, bandwidth, time);
        }
        RetryPolicy policy = retry == null ? usual(store, ours) : retry;
        if (policy.maximumAttempts() > 1) {
            decorated = new RetryingObjectStore(decorated, policy, time, new SplittableRandom());
        }
        return decorated;
    }

    private static RetryPolicy usual(ObjectStore store, boolean ours) {
        if (!ours) {
            return RetryPolicy.NONE;
        }
        return store.capabilities().remote() ? RetryPolicy.REMOTE : RetryPolicy.NEAR;
    }
}
