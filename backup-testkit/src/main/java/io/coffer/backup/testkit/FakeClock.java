package io.coffer.backup.testkit;

import io.coffer.backup.spi.decorator.MonotonicTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * A clock that stands still until a test moves it. Safe for use by many threads; a clock from {@link #withZone} shows
 * the same time, also after it was moved.
 */
public final class FakeClock extends Clock {
    private static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

    private final Time time;
    private final ZoneId zone;

    /** Makes a clock that shows the start of 2026, in UTC. */
    public FakeClock() {
        this(DEFAULT_START);
    }

    /**
     * Makes a clock in UTC.
     *
     * @param start what it shows
     */
    public FakeClock(Instant start) {
        this(new Time(Objects.requireNonNull(start, "start")), ZoneOffset.UTC);
    }

    private FakeClock(Time time, ZoneId zone) {
        this.time = time;
        this.zone = zone;
    }

    /**
     * Moves the clock to a time, earlier ones too.
     *
     * @param instant what it shows from now on
     */
    public void set(Instant instant) {
        time.set(Objects.requireNonNull(instant, "instant"));
    }

    /**
     * Moves the clock by a duration, backwards when it is negative.
     *
     * @param duration by how much
     * @return what it shows then
     */
    public Instant advance(Duration duration) {
        return time.advance(duration);
    }

    /**
     * Shows this clock as time that can be waited for: whoever waits moves the clock by as much and goes on at once.
     * Who is interrupted does not wait.
     *
     * @return time that passes when this clock is moved
     */
    public MonotonicTime asMonotonicTime() {
        Instant start = instant();
        return new MonotonicTime() {
            @Override
            public long nanos() {
                return Duration.between(start, instant()).toNanos();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted before waiting " + duration);
                }
                advance(duration);
            }
        };
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public FakeClock withZone(ZoneId other) {
        return new FakeClock(time, Objects.requireNonNull(other, "other"));
    }

    @Override
    public Instant instant() {
        return time.get();
    }

    @Override
    public String toString() {
        return "FakeClock[" + instant() + ", " + zone + "]";
    }

    /** What the clocks of all zones share. */
    private static final class Time {
        private Instant now;

        Time(Instant now) {
            this.now = now;
        }

        synchronized Instant get() {
            return now;
        }

        synchronized void set(Instant instant) {
            now = instant;
        }

        synchronized Instant advance(Duration duration) {
            now = now.plus(duration);
            return now;
        }
    }
}
