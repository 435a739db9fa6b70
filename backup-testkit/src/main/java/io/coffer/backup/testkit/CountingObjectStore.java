package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts requests and bytes, because that is what storage bills. Requests that fail count too. A batch of deletes
 * counts as the requests that the store needs for it ({@link StoreCapabilities#maximumBatchDelete()}), a listing as
 * one, however many pages it has; recalling and retaining count as one for each object.
 *
 * <p>Safe for use by many threads.
 */
public final class CountingObjectStore implements ObjectStore {
    private final ObjectStore target;
    private final Map<StoreOperation, Count> counts = new EnumMap<>(StoreOperation.class);

    /**
     * Makes a store that has counted nothing yet.
     *
     * @param target does the work
     */
    public CountingObjectStore(ObjectStore target) {
        this.target = Objects.requireNonNull(target, "target");
        for (StoreOperation operation : StoreOperation.values()) {
            counts.put(operation, new Count());
        }
    }

    /**
     * Tells how many requests of one kind there were.
     *
     * @param operation the kind
     * @return requests since the start or the last {@link #reset()}
     */
    public long requests(StoreOperation operation) {
        return count(operation).requests.get();
    }

    /**
     * Tells how many requests there were.
     *
     * @return requests of all kinds since the start or the last {@link #reset()}
     */
    public long requests() {
        return counts.values().stream().mapToLong(count -> count.requests.get()).sum();
    }

    /**
     * Tells how many bytes of objects went through requests of one kind: sent by {@code put} (once for each request,
     * refused or not), received by the two {@code get}; 0 for the others.
     *
     * @param operation the kind
     * @return bytes since the start or the last {@link #reset()}
     */
    public long bytes(StoreOperation operation) {
        return count(operation).bytes.get();
    }

    /** Starts counting from 0. */
    public void reset() {
        for (Count count : counts.values()) {
            count.requests.set(0);
            count.bytes.set(0);
        }
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        request(StoreOperation.PUT);
        count(StoreOperation.PUT).bytes.addAndGet(data.length());
        target.put(name, data, condition);
    }

    @Override
    public InputStream get(String name) throws IOException {
        request(StoreOperation.GET);
        return new CountingStream(target.get(name), count(StoreOperation.GET).bytes);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        request(StoreOperation.GET_RANGE);
        byte[] bytes = target.get(name, offset, length);
        count(StoreOperation.GET_RANGE).bytes.addAndGet(bytes.length);
        return bytes;
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        request(StoreOperation.STAT);
        return target.stat(name);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        request(StoreOperation.LIST);
        target.list(prefix, visitor);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        long batch = capabilities().maximumBatchDelete();
        count(StoreOperation.DELETE).requests.addAndGet((names.size() + batch - 1) / batch);
        target.delete(names);
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        count(StoreOperation.RECALL).requests.addAndGet(names.size());
        return target.recall(names);
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        count(StoreOperation.RETAIN).requests.addAndGet(names.size());
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
        return "CountingObjectStore[" + location() + ", " + counts + "]";
    }

    private void request(StoreOperation operation) {
        count(operation).requests.incrementAndGet();
    }

    private Count count(StoreOperation operation) {
        return Objects.requireNonNull(counts.get(operation), "operation");
    }

    private static final class Count {
        private final AtomicLong requests = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();

        @Override
        public String toString() {
            return requests + " requests, " + bytes + " bytes";
        }
    }

    /** Counts what is read; a part that is skipped was received as well, or not: it does not count. */
    private static final class CountingStream extends FilterInputStream {
        private final AtomicLong bytes;

        CountingStream(InputStream in, AtomicLong bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                bytes.incrementAndGet();
            }
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            if (count > 0) {
                bytes.addAndGet(count);
            }
            return count;
        }
    }
}
