package io.coffer.backup.internal.maintenance;

import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sessions of all writers, as others see them: their names, and when they last gave a sign of life. */
final class WriterSessions {
    /**
     * One writer.
     *
     * @param name of its session object
     * @param started when the object was stored, by the clock of the storage; null when only a heartbeat is left
     * @param seen when the writer last gave a sign of life, by the clock of the storage
     */
    record Writer(
            String name, @org.jspecify.annotations.Nullable Instant started, Instant seen) {
        boolean isDead(Instant now, Duration age) {
            return seen.isBefore(now.minus(age));
        }
    }

    private WriterSessions() {}

    static List<Writer> list(ObjectStore store) throws IOException {
        Map<String, Instant> started = new TreeMap<>();
        Map<String, Instant> seen = new TreeMap<>();
        store.list(ObjectType.SESSION.prefix(), object -> {
            String name = Session.ofHeartbeat(object.name());
            if (name.equals(object.name())) {
                started.put(name, object.modified());
            }
            seen.merge(name, object.modified(), (a, b) -> a.isAfter(b) ? a : b);
        });
        if (!store.capabilities().stronglyConsistent()) {
            dropEnded(store, started, seen);
        }
        List<Writer> writers = new ArrayList<>();
        seen.forEach((name, time) -> writers.add(new Writer(name, started.get(name), time)));
        return writers;
    }

    /** Where listings lag they show sessions that have ended. */
    private static void dropEnded(ObjectStore store, Map<String, Instant> started, Map<String, Instant> seen)
            throws IOException {
        for (String name : List.copyOf(started.keySet())) {
            try {
                seen.merge(name, store.stat(name).modified(), (a, b) -> a.isAfter(b) ? a : b);
            } catch (ObjectNotFoundException ended) {
                started.remove(name);
                seen.remove(name);
            }
        }
    }

    /** Ends sessions for good. Whoever comes back finds that out before it says that a snapshot is there. */
    static void end(ObjectStore store, List<Writer> writers) throws IOException {
        List<String> objects = new ArrayList<>();
        for (Writer writer : writers) {
            // The session first: a heartbeat alone holds nobody up.
            objects.add(writer.name());
            objects.add(Session.heartbeatOf(writer.name()));
        }
        store.delete(objects);
    }
}
