package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.ObjectInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this client put and deleted lately. Listings of Cloudinary lag behind; with this a client sees its own writes in
 * them at once. The number is bounded: the oldest are forgotten first. Thread-safe.
 */
final class RecentWrites {
    /** Longer than a listing lags behind. */
    static final Duration MEMORY = Duration.ofMinutes(1);

    private static final int MAXIMUM = 10_000;

    /**
     * One write.
     *
     * @param name of the object
     * @param stored what was put; null when it was deleted
     * @param version when, by Cloudinary's clock; by ours when it was deleted
     * @param noted when, by ours
     */
    record Write(String name, @Nullable ObjectInfo stored, Instant version, Instant noted) {
        /** What holds, this write or what a listing says; null when there is no object. */
        @Nullable
        ObjectInfo newer(ObjectInfo listed) {
            return listed.modified().isAfter(version) ? listed : stored;
        }
    }

    private final Clock clock;
    // In the order in which they were noted. Guarded by this.
    private final Map<String, Write> writes = new LinkedHashMap<>();

    RecentWrites(Clock clock) {
        this.clock = clock;
    }

    synchronized void stored(ObjectInfo object) {
        note(new Write(object.name(), object, object.modified(), clock.instant()));
    }

    synchronized void deleted(String name) {
        Write before = writes.get(name);
        Instant now = clock.instant();
        // Our clock may be behind, and what was deleted is certainly not younger than the deletion.
        note(new Write(name, null, before != null && before.version().isAfter(now) ? before.version() : now, now));
    }

    /** After a write whose outcome is not known, what the storage says counts. */
    synchronized void forget(String name) {
        writes.remove(name);
    }

    private void note(Write write) {
        writes.remove(write.name());
        writes.put(write.name(), write);
        Instant old = clock.instant().minus(MEMORY);
        Iterator<Write> oldest = writes.values().iterator();
        while (oldest.hasNext() && (oldest.next().noted().isBefore(old) || writes.size() > MAXIMUM)) {
            oldest.remove();
        }
    }

    synchronized @Nullable Write of(String name) {
        Write write = writes.get(name);
        return write == null || write.noted().plus(MEMORY).isBefore(clock.instant()) ? null : write;
    }

    /** The objects that were put and not deleted, of some names. */
    synchronized List<ObjectInfo> stored(String prefix) {
        Instant old = clock.instant().minus(MEMORY);
        List<ObjectInfo> objects = new ArrayList<>();
        for (Write write : writes.values()) {
            ObjectInfo object = write.stored();
            if (object != null
                    && write.name().startsWith(prefix)
                    && !write.noted().isBefore(old)) {
                objects.add(object);
            }
        }
        return objects;
    }
}
