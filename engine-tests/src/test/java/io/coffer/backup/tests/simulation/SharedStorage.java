package io.coffer.backup.tests.simulation;

import io.coffer.backup.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What is stored, as everybody would see it. Used by one thread at a time. */
final class SharedStorage {
    /** An object. */
    record Stored(byte[] bytes, Instant modified) {}

    final FakeClock clock;
    final TreeMap<String, Stored> objects = new TreeMap<>();
    /** What was deleted, and when, for listings that lag. */
    private final TreeMap<String, Deleted> deleted = new TreeMap<>();

    private final Changes changes;

    private record Deleted(Stored object, Instant time) {}

    /** Hears of every change. */
    interface Changes {
        void put(String name, byte[] bytes);

        void deleted(String name);
    }

    /** Makes a storage with some objects, of which {@code changes} has heard. */
    SharedStorage(Map<String, Stored> objects, FakeClock clock, Changes changes) {
        this.clock = clock;
        this.changes = changes;
        this.objects.putAll(objects);
    }

    void put(String name, byte[] bytes) {
        objects.put(name, new Stored(bytes, clock.instant()));
        changes.put(name, bytes);
    }

    void delete(String name) {
        Stored gone = objects.remove(name);
        if (gone != null) {
            deleted.put(name, new Deleted(gone, clock.instant()));
            changes.deleted(name);
        }
    }

    /** All whose names start so, as they are now. */
    Map<String, Stored> list(String prefix) {
        return new TreeMap<>(objects.subMap(prefix, prefix + Character.MAX_VALUE));
    }

    /** All whose names start so, as a listing that lags shows them: what was put since is not there yet. */
    Map<String, Stored> list(String prefix, Duration lag) {
        Instant then = clock.instant().minus(lag);
        Map<String, Stored> shown = list(prefix);
        shown.values().removeIf(object -> object.modified().isAfter(then));
        deleted.subMap(prefix, prefix + Character.MAX_VALUE).forEach((name, gone) -> {
            if (gone.time().isAfter(then) && !gone.object().modified().isAfter(then)) {
                shown.putIfAbsent(name, gone.object());
            }
        });
        return shown;
    }
}
