package io.coffer.backup.internal.maintenance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What the clock of the storage shows, which may differ from that of this machine. Immutable. */
record StoreClock(Clock clock, Instant here, Instant there) {
    /** Starts with a time that the storage has just told. */
    static StoreClock at(Clock clock, Instant there) {
        return new StoreClock(clock, clock.instant(), there);
    }

    Instant now() {
        return there.plus(Duration.between(here, clock.instant()));
    }
}
