package io.coffer.backup.spi.decorator;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Lets so many bytes pass in a second, shared by all threads. A bucket that was idle lets a tenth of a second's worth
 * pass at once. Thread-safe; those who wait do not hold each other up.
 */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long BURST_NANOS = 100_000_000;

    private final MonotonicTime time;
    private final long bytesPerSecond;
    private final long start;

    // Guarded by this: when all that was let pass so far is paid for, in nanoseconds since the start.
    private double paid = -BURST_NANOS;

    TokenBucket(long bytesPerSecond, MonotonicTime time) {
        this.bytesPerSecond = bytesPerSecond;
        this.time = time;
        this.start = time.nanos();
    }

    boolean isUnlimited() {
        return bytesPerSecond == BandwidthLimit.UNLIMITED;
    }

    /** Waits until bytes may pass. Bytes beyond the burst are paid for by waiting first. */
    void take(long bytes) throws InterruptedIOException {
        if (isUnlimited() || bytes <= 0) {
            return;
        }
        double wait = reserve(bytes);
        if (wait < 1) {
            return;
        }
        try {
            time.sleep(Duration.ofNanos((long) Math.ceil(wait)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the limit of the bandwidth");
        }
    }

    private synchronized double reserve(long bytes) {
        double now = time.nanos() - start;
        paid = Math.max(paid, now - BURST_NANOS) + bytes * NANOS_PER_SECOND / bytesPerSecond;
        return paid - now;
    }
}
