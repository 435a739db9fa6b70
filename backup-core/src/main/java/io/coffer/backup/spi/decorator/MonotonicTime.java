package io.coffer.backup.spi.decorator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Time that passes, and waiting for it to pass; not the time of day, which may be set back. Tests replace it, so that
 * they need not wait. Implementations are safe for use by many threads.
 */
public interface MonotonicTime {
    /** The time of this machine. */
    MonotonicTime SYSTEM = new MonotonicTime() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        }

        @Override
        public String toString() {
            return "the time of this machine";
        }
    };

    /**
     * Reads the time.
     *
     * @return nanoseconds since some fixed moment; only differences mean something
     */
    long nanos();

    /**
     * Waits.
     *
     * @param duration how long; zero or more
     * @throws InterruptedException when the thread is interrupted, at once
     */
    void sleep(Duration duration) throws InterruptedException;
}
