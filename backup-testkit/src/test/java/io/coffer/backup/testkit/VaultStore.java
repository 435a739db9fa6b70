package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Adds what a store may have beyond its obligations: objects that are cold, and objects that are locked. */
class VaultStore extends FilterStore {
    private final FakeClock clock = new FakeClock(Instant.now());
    private final Set<String> cold = ConcurrentHashMap.newKeySet();
    private final Set<String> recalled = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> locked = new ConcurrentHashMap<>();

    VaultStore(ObjectStore target) {
        super(target);
    }

    FakeClock clock() {
        return clock;
    }

    void makeCold(String name) {
        cold.add(name);
    }

    void finishRecalls() {
        cold.removeAll(recalled);
        recalled.clear();
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        if (condition == PutCondition.NONE) {
            requireUnlocked(name);
        }
        target.put(name, data, condition);
        cold.remove(name);
    }

    @Override
    public InputStream get(String name) throws IOException {
        requireWarm(name);
        return target.get(name);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        requireWarm(name);
        return target.get(name, offset, length);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        target.delete(List.of());
        Optional<String> kept = names.stream().filter(this::isLocked).findFirst();
        target.delete(names.stream().filter(name -> !isLocked(name)).toList());
        cold.removeAll(names);
        if (kept.isPresent()) {
            requireUnlocked(kept.get());
        }
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        require(names);
        List<String> waiting = names.stream().filter(cold::contains).toList();
        recalled.addAll(waiting);
        return waiting;
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        require(names);
        for (String name : names) {
            locked.merge(name, until, (before, now) -> before.isAfter(now) ? before : now);
        }
    }

    private void require(Collection<String> names) throws IOException {
        for (String name : names) {
            target.stat(ObjectNames.check(name));
        }
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

    private void requireWarm(String name) throws ObjectColdException {
        if (cold.contains(name)) {
            throw new ObjectColdException(name + " is cold: recall it first", name, null);
        }
    }

    private void requireUnlocked(String name) throws ObjectLockedException {
        if (isLocked(name)) {
            throw new ObjectLockedException(name + " is locked", name, null);
        }
    }

    private boolean isLocked(String name) {
        return clock.instant().isBefore(locked.getOrDefault(name, Instant.MIN));
    }
}
