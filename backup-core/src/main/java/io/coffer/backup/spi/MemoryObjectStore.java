package io.coffer.backup.spi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Objects on the heap: for tests, for trying things out, and as the shortest example of a store that keeps every
 * obligation. Nothing survives the end of the program.
 *
 * <p>A store made with {@code new} is its own storage; {@link #reopen()} opens the same storage once more. Stores
 * that are found by name come from {@code ObjectStores.open("memory:name")}.
 *
 * <p>Safe for use by many threads. Strongly consistent, with conditional puts, and with one clock for all clients.
 */
public final class MemoryObjectStore implements ObjectStore {
    /** What the JVM can hold in one array. */
    private static final int MAXIMUM_OBJECT_SIZE = Integer.MAX_VALUE - 8;

    private static final StoreCapabilities CAPABILITIES = StoreCapabilities.builder()
            .conditionalPut(true)
            .serverTime(true)
            .maximumObjectSize(MAXIMUM_OBJECT_SIZE)
            // As many as common cloud storages take, so that callers which count on a batch meet a usual one.
            .maximumBatchDelete(1000)
            .build();

    private final Storage storage;
    private volatile boolean closed;

    /** Makes an empty store that nobody else sees, with the clock of the system. */
    public MemoryObjectStore() {
        this(Clock.systemUTC());
    }

    /**
     * Makes an empty store that nobody else sees.
     *
     * @param clock gives {@link ObjectInfo#modified()}
     */
    public MemoryObjectStore(Clock clock) {
        this("memory:unnamed", clock);
    }

    MemoryObjectStore(String location, Clock clock) {
        this(new Storage(location, Objects.requireNonNull(clock, "clock"), new ConcurrentSkipListMap<>()));
    }

    private MemoryObjectStore(Storage storage) {
        this.storage = storage;
    }

    /**
     * Opens the same storage once more, as another program would. Works on a closed store too: closing ends the use
     * of one client and leaves what is stored.
     *
     * @return an open store with the same objects and the same clock
     */
    public MemoryObjectStore reopen() {
        return new MemoryObjectStore(storage);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        begin(name);
        Objects.requireNonNull(condition, "condition");
        // The caller uses its memory again: the copy is made before anything is visible.
        StoredObject object = new StoredObject(read(name, data), storage.clock().instant());
        if (condition == PutCondition.NONE) {
            storage.objects().put(name, object);
        } else if (storage.objects().putIfAbsent(name, object) != null) {
            throw new ObjectExistsException(
                    "cannot put object " + name + " into " + location()
                            + " on the condition that there is none: there is one, and it was left as it is",
                    name,
                    null);
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        begin(name);
        return new ByteArrayInputStream(find(name).bytes());
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        begin(name);
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "a range starts at 0 or later and has 1 byte or more; was offset " + offset + ", length " + length);
        }
        byte[] bytes = find(name).bytes();
        if (offset > (long) bytes.length - length) {
            throw new RangeNotSatisfiableException(
                    "cannot read " + length + " bytes at offset " + offset + " of object " + name + " in " + location()
                            + ": it has " + bytes.length + " bytes",
                    name,
                    null);
        }
        int start = Math.toIntExact(offset);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        begin(name);
        return find(name).info(name);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        checkOpen();
        Objects.requireNonNull(visitor, "visitor");
        for (var entry : storage.objects().tailMap(prefix, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                return;
            }
            visitor.visit(entry.getValue().info(entry.getKey()));
        }
    }

    @Override
    public void delete(Collection<String> names) {
        checkOpen();
        List<String> checked = List.copyOf(names);
        checked.forEach(ObjectNames::check);
        checked.forEach(storage.objects()::remove);
    }

    @Override
    public StoreCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return location();
    }

    private void begin(String name) {
        checkOpen();
        ObjectNames.check(name);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + location() + " is closed");
        }
    }

    private StoredObject find(String name) throws ObjectNotFoundException {
        StoredObject object = storage.objects().get(name);
        if (object == null) {
            throw new ObjectNotFoundException(
                    "there is no object " + name + " in " + location() + ": it was never put, or it was deleted",
                    name,
                    null);
        }
        return object;
    }

    private byte[] read(String name, ObjectData data) throws IOException {
        long length = data.length();
        if (length > MAXIMUM_OBJECT_SIZE) {
            throw new StoreException(
                    "cannot put object " + name + " into " + location() + ": it has " + length
                            + " bytes, and a store in memory takes at most " + MAXIMUM_OBJECT_SIZE,
                    name,
                    false,
                    null);
        }
        try (InputStream in = data.newInputStream()) {
            byte[] bytes = in.readNBytes((int) length);
            if (bytes.length < length || in.read() >= 0) {
                throw new StoreException(
                        "cannot put object " + name + " into " + location() + ": its data said " + length
                                + " bytes and gave "
                                + (bytes.length < length ? String.valueOf(bytes.length) : "more"),
                        name,
                        false,
                        null);
            }
            return bytes;
        }
    }

    /** What all clients of one storage share. */
    private record Storage(String location, Clock clock, ConcurrentNavigableMap<String, StoredObject> objects) {}

    /** The bytes never change once they are here. */
    private record StoredObject(byte[] bytes, Instant modified) {
        ObjectInfo info(String name) {
            return new ObjectInfo(name, bytes.length, modified);
        }
    }
}
