package io.coffer.backup.internal.engine;

import java.time.Duration;

/** How long an operation may wait for cold storage. */
final class ColdWaits {
    private static final Duration LONGEST = Duration.ofDays(365);

    private ColdWaits() {}

    static Duration check(Duration limit) {
        if (limit.isNegative() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the wait for cold storage must be from 0 to 365 days, was " + limit);
        }
        return limit;
    }
}
