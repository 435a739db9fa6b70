package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener of each request: what it was, how many bytes went through, how long the storage took, and whether it
 * failed. Put below a {@link RetryingObjectStore} it sees each attempt. Safe for use by many threads.
 */
public final class MeteredObjectStore extends ForwardingObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(MeteredObjectStore.class);

    private final RequestListener listener;
    private final MonotonicTime time;

    /**
     * Makes a store that tells.
     *
     * @param target does the work; closed with this store
     * @param listener hears of each request when it has ended, such as a {@link RequestCounter}
     */
    public MeteredObjectStore(ObjectStore target, RequestListener listener) {
        this(target, listener, MonotonicTime.SYSTEM);
    }

    /**
     * Makes a store that tells, with a time of one's own.
     *
     * @param target does the work; closed with this store
     * @param listener hears of each request when it has ended
     * @param time by which durations are measured
     */
    public MeteredObjectStore(ObjectStore target, RequestListener listener, MonotonicTime time) {
        super(target);
        this.listener = Objects.requireNonNull(listener, "listener");
        this.time = Objects.requireNonNull(time, "time");
    }

    /** One request on its way. */
    private final class Measurement {
        private final RequestKind kind;
        private final String name;
        private long started = time.nanos();
        private long nanos;
        private long bytes;
        private boolean told;

        Measurement(RequestKind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        void resume() {
            started = time.nanos();
        }

        void pause(long more) {
            nanos += time.nanos() - started;
            bytes += more;
        }

        /** A stream that fails is also closed, and is one request. */
        void end(@Nullable IOException failure) {
            if (told) {
                return;
            }
            told = true;
            try {
                listener.ended(new RequestEvent(kind, name, bytes, Duration.ofNanos(nanos), failure));
            } catch (RuntimeException broken) {
                LOG.warn("a listener for requests failed; the request itself did not", broken);
            }
        }
    }

    private <T> T measure(RequestKind kind, String name, RetryingObjectStore.Request<T> request, Size<T> size)
            throws IOException {
        Measurement measurement = new Measurement(kind, name);
        try {
            T answer = request.send();
            measurement.pause(size.of(answer));
            measurement.end(null);
            return answer;
        } catch (IOException failed) {
            measurement.pause(0);
            measurement.end(failed);
            throw failed;
        }
    }

    /** How many bytes an answer stands for. */
    @FunctionalInterface
    private interface Size<T> {
        long of(T answer);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        measure(
                RequestKind.PUT,
                name,
                () -> {
                    target().put(name, data, condition);
                    return data;
                },
                ObjectData::length);
    }

    @Override
    public InputStream get(String name) throws IOException {
        Measurement measurement = new Measurement(RequestKind.GET, name);
        try {
            InputStream in = target().get(name);
            measurement.pause(0);
            return new MeteredInputStream(in, measurement);
        } catch (IOException failed) {
            measurement.pause(0);
            measurement.end(failed);
            throw failed;
        }
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        return measure(RequestKind.GET_RANGE, name, () -> target().get(name, offset, length), bytes -> bytes.length);
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        return measure(RequestKind.STAT, name, () -> target().stat(name), info -> 0);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        measure(
                RequestKind.LIST,
                prefix,
                () -> {
                    target().list(prefix, visitor);
                    return prefix;
                },
                listed -> 0);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        measure(
                RequestKind.DELETE,
                nameOf(names),
                () -> {
                    target().delete(names);
                    return names;
                },
                deleted -> 0);
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        return measure(RequestKind.RECALL, nameOf(names), () -> target().recall(names), cold -> 0);
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        measure(
                RequestKind.RETAIN,
                nameOf(names),
                () -> {
                    target().retain(names, until);
                    return names;
                },
                retained -> 0);
    }

    private static String nameOf(Collection<String> names) {
        return names.size() == 1 ? names.iterator().next() : "";
    }

    /** Counts bytes and the time that reading takes, and tells once, at the end or when it is closed. */
    private static final class MeteredInputStream extends FilterInputStream {
        private final Measurement measurement;

        MeteredInputStream(InputStream in, Measurement measurement) {
            super(in);
            this.measurement = measurement;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            measurement.resume();
            int count = 0;
            try {
                count = in.read(target, offset, length);
            } catch (IOException failed) {
                measurement.pause(0);
                measurement.end(failed);
                throw failed;
            }
            measurement.pause(Math.max(0, count));
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            measurement.resume();
            try {
                return in.skip(count);
            } finally {
                measurement.pause(0);
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() throws IOException {
            measurement.end(null);
            super.close();
        }
    }
}
