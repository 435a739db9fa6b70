package io.coffer.examples.gdrive;

import io.coffer.backup.spi.decorator.MonotonicTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers under which ids objects were found, because each look for a name costs a request. An id is believed for
 * five minutes: after that a file that somebody else has put under the same name is found. Safe for use by many threads.
 */
final class FileIds {
    static final Duration BELIEVED = Duration.ofMinutes(5);

    /** About 3 MB. */
    private static final int CAPACITY = 10_000;

    private final MonotonicTime time;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > CAPACITY;
        }
    };

    FileIds(MonotonicTime time) {
        this.time = time;
    }

    synchronized @Nullable String get(String name) {
        Known found = known.get(name);
        if (found == null) {
            return null;
        }
        if (time.nanos() - found.since() > BELIEVED.toNanos()) {
            known.remove(name);
            return null;
        }
        return found.id();
    }

    synchronized void put(String name, String id) {
        known.put(name, new Known(id, time.nanos()));
    }

    /** For what a listing says, which may be older than what this client did itself. */
    synchronized void putIfUnknown(String name, String id) {
        if (get(name) == null) {
            put(name, id);
        }
    }

    synchronized void remove(String name) {
        known.remove(name);
    }

    private record Known(String id, long since) {}
}
