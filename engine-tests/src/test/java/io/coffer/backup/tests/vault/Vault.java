package io.coffer.backup.tests.vault;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A store that keeps data cold, from the moment it is put, and brings what it is asked for after five hours; and that
 * locks objects for as long as it is told to.
 */
final class Vault extends ForwardingObjectStore {
    static final Duration TIME_TO_BRING = Duration.ofHours(5);

    private final FakeClock clock;
    private final Set<String> cold = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> readable = new ConcurrentHashMap<>();
    private final Map<String, Instant> locked = new ConcurrentHashMap<>();
    /** What was asked for, one list for each call. */
    final List<Collection<String>> recalls = new CopyOnWriteArrayList<>();

    final Set<String> read = new ConcurrentSkipListSet<>();

    Vault(FakeClock clock) {
        super(new MemoryObjectStore(clock));
        this.clock = clock;
    }

    Set<String> cold() {
        return new ConcurrentSkipListSet<>(cold);
    }

    Map<String, Instant> locked() {
        return locked;
    }

    @Override
    public StoreCapabilities capabilities() {
        return StoreCapabilities.builder()
                .conditionalPut(true)
                .serverTime(true)
                .coldStorage(true)
                .objectLock(true)
                .build();
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        requireUnlocked(name);
        super.put(name, data, condition);
        if (data.use() == ObjectUse.DATA) {
            cold.add(name);
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        requireReadable(name);
        return super.get(name);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        requireReadable(name);
        return super.get(name, offset, length);
    }

    private void requireReadable(String name) throws ObjectColdException {
        read.add(name);
        if (isCold(name)) {
            throw new ObjectColdException(name + " is cold; recall it first", name, null);
        }
    }

    private boolean isCold(String name) {
        return cold.contains(name) && clock.instant().isBefore(readable.getOrDefault(name, Instant.MAX));
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        List<String> waiting = new ArrayList<>();
        recalls.add(List.copyOf(names));
        for (String name : names) {
            stat(name);
            if (isCold(name)) {
                readable.putIfAbsent(name, clock.instant().plus(TIME_TO_BRING));
                waiting.add(name);
            }
        }
        return waiting;
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        for (String name : names) {
            stat(name);
            locked.merge(name, until, (before, now) -> before.isAfter(now) ? before : now);
        }
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        for (String name : names) {
            requireUnlocked(name);
            super.delete(List.of(name));
        }
    }

    private void requireUnlocked(String name) throws ObjectLockedException {
        if (clock.instant().isBefore(locked.getOrDefault(name, Instant.MIN))) {
            throw new ObjectLockedException(name + " is locked until " + locked.get(name), name, null);
        }
    }
}
