package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.decorator.MonotonicTime;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store far away: each request takes a while before anything happens, and bytes go through a line of limited
 * bandwidth, which all threads share. With the time of a {@link FakeClock} nothing is waited for, and the clock tells
 * how long it would have taken.
 *
 * <pre>{@code
 * FakeClock clock = new FakeClock();
 * ObjectStore slow = SlowObjectStore.builder(store)
 *     .latency(Duration.ofMillis(50))
 *     .bandwidth(1_000_000)
 *     .time(clock.asMonotonicTime())
 *     .build();
 * }</pre>
 *
 * <p>Requests that run at the same time wait at the same time, and send one after the other. A fake clock is moved by each
 * of them: it shows the sum, which is what the work takes when requests follow each other, and an upper bound of what it
 * takes when they do not.
 *
 * <p>Safe for use by many threads. A thread that is interrupted while it waits gets
 * {@link java.io.InterruptedIOException}, before the request has had any effect.
 */
public final class SlowObjectStore implements ObjectStore {
    private static final long UNLIMITED = Long.MAX_VALUE;
    private static final long NANOS = 1_000_000_000L;

    private final ObjectStore target;
    private final Map<StoreOperation, Duration> latencies;
    private final long bandwidth;
    private final MonotonicTime time;
    private final ReentrantLock line = new ReentrantLock(true);

    private SlowObjectStore(Builder builder) {
        this.target = builder.target;
        this.latencies = new EnumMap<>(builder.latencies);
        this.bandwidth = builder.bandwidth;
        this.time = builder.time;
    }

    /**
     * Puts a store far away.
     *
     * @param target does the work
     * @return a builder; unless it is told otherwise nothing takes any time
     */
    public static Builder builder(ObjectStore target) {
        return new Builder(Objects.requireNonNull(target, "target"));
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        request(StoreOperation.PUT, 1);
        transfer(data.length());
        target.put(name, data, condition);
    }

    @Override
    public InputStream get(String name) throws IOException {
        request(StoreOperation.GET, 1);
        return new SlowStream(target.get(name));
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        request(StoreOperation.GET_RANGE, 1);
        byte[] bytes = target.get(name, offset, length);
        transfer(bytes.length);
        return bytes;
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        request(StoreOperation.STAT, 1);
        return target.stat(name);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        request(StoreOperation.LIST, 1);
        target.list(prefix, visitor);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        long batch = capabilities().maximumBatchDelete();
        request(StoreOperation.DELETE, (names.size() + batch - 1) / batch);
        target.delete(names);
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        request(StoreOperation.RECALL, names.size());
        return target.recall(names);
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        request(StoreOperation.RETAIN, names.size());
        target.retain(names, until);
    }

    @Override
    public StoreCapabilities capabilities() {
        return target.capabilities();
    }

    @Override
    public String location() {
        return target.location();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }

    @Override
    public String toString() {
        return "SlowObjectStore[" + location() + "]";
    }

    /** Requests of one call follow each other. */
    private void request(StoreOperation operation, long count) throws IOException {
        Duration latency = latencies.getOrDefault(operation, Duration.ZERO).multipliedBy(count);
        if (!latency.isZero()) {
            try {
                time.sleep(latency);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    /** Takes its turn on the line, and has it for itself until the last byte is through. */
    private void transfer(long bytes) throws IOException {
        if (bandwidth == UNLIMITED || bytes == 0) {
            return;
        }
        Duration needed = Duration.ofSeconds(bytes / bandwidth)
                .plusNanos((long) ((double) (bytes % bandwidth) / bandwidth * NANOS));
        try {
            line.lockInterruptibly();
            try {
                time.sleep(needed);
            } finally {
                line.unlock();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException("interrupted while waiting for a slow store").initCause(cause);
    }

    /** Says how slow a {@link SlowObjectStore} is. Not safe for use by several threads. */
    public static final class Builder {
        private final ObjectStore target;
        private final Map<StoreOperation, Duration> latencies = new EnumMap<>(StoreOperation.class);
        private long bandwidth = UNLIMITED;
        private MonotonicTime time = MonotonicTime.SYSTEM;

        private Builder(ObjectStore target) {
            this.target = target;
        }

        /**
         * Sets how long every request takes before anything happens.
         *
         * @param latency zero or more
         * @return this builder
         */
        public Builder latency(Duration latency) {
            for (StoreOperation operation : StoreOperation.values()) {
                latency(operation, latency);
            }
            return this;
        }

        /**
         * Sets how long requests of one kind take before anything happens.
         *
         * @param operation the kind; a batch of deletes takes as many requests as the store needs for it
         * @param latency zero or more
         * @return this builder
         */
        public Builder latency(StoreOperation operation, Duration latency) {
            if (latency.isNegative()) {
                throw new IllegalArgumentException("a request takes no time or some, was " + latency);
            }
            latencies.put(operation, latency);
            return this;
        }

        /**
         * Limits what goes through the line, in both directions together: what is put, before it is stored, and what
         * is read, as it is read.
         *
         * @param bytesPerSecond 1 or more
         * @return this builder
         */
        public Builder bandwidth(long bytesPerSecond) {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("a line carries 1 byte a second or more, was " + bytesPerSecond);
            }
            bandwidth = bytesPerSecond;
            return this;
        }

        /**
         * Waits in another time than the system's, as {@link FakeClock#asMonotonicTime()} is: nothing is waited for,
         * and the clock shows how long it would have taken.
         *
         * @param time passes while a request waits
         * @return this builder
         */
        public Builder time(MonotonicTime time) {
            this.time = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Makes the store.
         *
         * @return a store that does what the one below does, later
         */
        public SlowObjectStore build() {
            return new SlowObjectStore(this);
        }
    }

    /** What is read goes through the line piece by piece. */
    private final class SlowStream extends FilterInputStream {
        SlowStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            transfer(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            transfer(Math.max(count, 0));
            return count;
        }
    }
}
