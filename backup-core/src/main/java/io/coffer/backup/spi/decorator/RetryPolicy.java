package io.coffer.backup.spi.decorator;

import java.time.Duration;
import java.util.Objects;

/**
 * How often and how long a request is repeated that failed for a reason that may pass. The waiting time doubles with
 * each attempt up to a limit, and a random part of up to a half is taken off it, so that clients which failed together do
 * not come back together. Where the storage says how long it wants to be left alone, that is kept, up to a limit of its
 * own.
 *
 * @param maximumAttempts how often a request is sent at most, the first time included; 1 to send nothing twice
 * @param firstDelay before the second attempt
 * @param maximumDelay between two attempts, unless the storage asks for more
 * @param maximumRetryAfter the longest wait that the storage can ask for; when it asks for more, this is waited
 * @param totalTime from the first attempt; no wait goes beyond it
 */
public record RetryPolicy(
        int maximumAttempts,
        Duration firstDelay,
        Duration maximumDelay,
        Duration maximumRetryAfter,
        Duration totalTime) {
    /** Sends each request once. */
    public static final RetryPolicy NONE =
            new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** For storage behind a network: up to 15 minutes, in waits of half a second to 30 seconds. */
    public static final RetryPolicy REMOTE = new RetryPolicy(
            60, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofMinutes(15));

    /** For directories: up to 10 seconds, because a disk that is gone seldom comes back by itself. */
    public static final RetryPolicy NEAR = new RetryPolicy(
            5, Duration.ofMillis(200), Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(10));

    /** Checks the values. */
    public RetryPolicy {
        if (maximumAttempts < 1) {
            throw new IllegalArgumentException("a request is sent once or more often, was " + maximumAttempts);
        }
        check("firstDelay", firstDelay);
        check("maximumDelay", maximumDelay);
        check("maximumRetryAfter", maximumRetryAfter);
        check("totalTime", totalTime);
    }

    private static void check(String name, Duration duration) {
        if (Objects.requireNonNull(duration, name).isNegative() || duration.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException(name + " must be from 0 to 365 days, was " + duration);
        }
    }
}
