package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts at one request: decides after each failure whether there is another one, and waits for it. */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingObjectStore.class);
    private static final int MOST_DOUBLINGS = 40;

    private final Settings settings;
    private final String request;
    private final long start;
    private int attempts = 1;

    /** What all requests of a store have in common. */
    record Settings(RetryPolicy policy, MonotonicTime time, RandomGenerator random, String location) {
        Retries begin(String request) {
            return new Retries(this, request);
        }
    }

    private Retries(Settings settings, String request) {
        this.settings = settings;
        this.request = request;
        this.start = settings.time().nanos();
    }

    /** Tells whether a failure may pass by itself. */
    static boolean mayPass(IOException failure) {
        if (failure instanceof StoreException store) {
            return store.isTemporary();
        }
        // A store should not let these through; those that do mean a connection that broke.
        return failure instanceof SocketException || failure instanceof SocketTimeoutException;
    }

    /** Waits before the next attempt; throws the failure when there is none. */
    void waitAfter(IOException failure) throws IOException {
        Duration delay = mayPass(failure) ? delayAfter(failure) : null;
        if (delay == null) {
            throw failure;
        }
        LOG.info(
                "{} in {} failed, attempt {} follows in {} ms: {}",
                request,
                settings.location(),
                attempts + 1,
                delay.toMillis(),
                failure.getMessage());
        try {
            settings.time().sleep(delay);
        } catch (InterruptedException interrupted) {
            throw interrupted(failure);
        }
        attempts++;
    }

    private IOException interrupted(IOException failure) {
        Thread.currentThread().interrupt();
        InterruptedIOException told = new InterruptedIOException("interrupted while waiting to repeat " + request
                + " in " + settings.location() + ", which had failed: " + failure.getMessage());
        told.addSuppressed(failure);
        return told;
    }

    /** How long to wait, or null when that was the last attempt. */
    private @Nullable Duration delayAfter(IOException failure) {
        RetryPolicy policy = settings.policy();
        if (attempts >= policy.maximumAttempts()) {
            return null;
        }
        long delay = backoff();
        if (failure instanceof StoreUnavailableException unavailable && unavailable.retryAfter() != null) {
            Duration asked = unavailable.retryAfter();
            boolean tooLong = asked.compareTo(policy.maximumRetryAfter()) > 0;
            delay = Math.max(delay, (tooLong ? policy.maximumRetryAfter() : asked).toNanos());
        }
        long left = policy.totalTime().toNanos() - (settings.time().nanos() - start);
        return delay > left ? null : Duration.ofNanos(delay);
    }

    private long backoff() {
        RetryPolicy policy = settings.policy();
        long most = policy.maximumDelay().toNanos();
        long delay = policy.firstDelay().toNanos();
        for (int i = 1; i < Math.min(attempts, MOST_DOUBLINGS) && delay < most; i++) {
            delay *= 2;
        }
        delay = Math.min(delay, most);
        return delay - (long) (delay / 2.0 * settings.random().nextDouble());
    }
}
