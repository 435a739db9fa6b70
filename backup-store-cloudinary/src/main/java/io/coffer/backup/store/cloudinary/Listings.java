package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.store.cloudinary.Transport.Subject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists objects through the Admin API, one request for each 500 of them.
 *
 * <p>A small listing is used again for some seconds, for the same prefix and longer ones, as long as this client has
 * since then seen nothing else of the storage that may have changed: it has written nothing, listed nothing else, looked
 * at no object, and missed none. So what is seen later was never true before what is seen earlier; and whoever makes
 * itself known by a write, and then looks, looks at the storage. Thread-safe.
 */
final class Listings {
    /** The most that the API gives at once. */
    private static final int PAGE = 500;

    private static final long LAST_VERSION = 100_000_000_000L;
    private static final int MAX_KEPT = 2_000;
    private static final Subject SUBJECT = new Subject("listing", null);

    private final Transport transport;
    private final Endpoints endpoints;
    private final PublicIds ids;
    private final RecentWrites writes;
    private final Clock clock;
    private final Duration keepFor;

    // Guarded by this.
    private @Nullable Kept kept;
    private long changes;
    private int writing;

    private record Kept(String prefix, List<ObjectInfo> objects, Instant since) {}

    Listings(
            Transport transport,
            Endpoints endpoints,
            PublicIds ids,
            RecentWrites writes,
            Clock clock,
            Duration keepFor) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.ids = ids;
        this.writes = writes;
        this.clock = clock;
        this.keepFor = keepFor;
    }

    /** Must be called before anything is written. */
    synchronized void beginWrite() {
        writing++;
        forget();
    }

    synchronized void endWrite() {
        writing--;
    }

    /** Must be called when something else of the storage was seen that may have changed; what is kept counts no more. */
    synchronized void forget() {
        changes++;
        kept = null;
    }

    void list(String prefix, ObjectVisitor visitor) throws IOException {
        String idPrefix = ids.ofPrefix(prefix);
        if (idPrefix == null) {
            return;
        }
        List<ObjectInfo> known = kept(prefix);
        if (known != null) {
            for (ObjectInfo object : known) {
                visitor.visit(object);
            }
            return;
        }
        new Listing(prefix, idPrefix, visitor, begin()).run();
    }

    private synchronized long begin() {
        forget();
        return writing == 0 ? changes : -1;
    }

    private synchronized @Nullable List<ObjectInfo> kept(String prefix) {
        Kept listing = kept;
        if (listing == null || !prefix.startsWith(listing.prefix())) {
            return null;
        }
        if (!listing.since().plus(keepFor).isAfter(clock.instant())) {
            return null;
        }
        return listing.objects().stream()
                .filter(object -> object.name().startsWith(prefix))
                .toList();
    }

    private synchronized void keep(Kept listing, long changesBefore) {
        if (writing == 0 && changes == changesBefore) {
            kept = listing;
        }
    }

    /** One listing, page by page. */
    private final class Listing {
        private final String prefix;
        private final String idPrefix;
        private final ObjectVisitor visitor;
        private final long changesBefore;
        private final Instant started = clock.instant();
        /** Of those that this client wrote lately: each must come once. */
        private final Set<String> visited = new HashSet<>();

        private @Nullable List<ObjectInfo> objects = new ArrayList<>();

        Listing(String prefix, String idPrefix, ObjectVisitor visitor, long changesBefore) {
            this.prefix = prefix;
            this.idPrefix = idPrefix;
            this.visitor = visitor;
            this.changesBefore = changesBefore;
        }

        void run() throws IOException {
            String cursor = null;
            Set<String> cursors = new HashSet<>();
            do {
                Answer page = page(cursor);
                for (ObjectInfo object : objects(page)) {
                    listed(object);
                }
                cursor = page.textOrNull("next_cursor");
                if (cursor != null && !cursors.add(cursor)) {
                    throw transport.strange(SUBJECT, new IOException("it goes on where it was before"));
                }
            } while (cursor != null);
            for (ObjectInfo object : writes.stored(prefix)) {
                if (!visited.contains(object.name())) {
                    visit(object);
                }
            }
            if (objects != null) {
                keep(new Kept(prefix, objects, started), changesBefore);
            }
        }

        private Answer page(@Nullable String cursor) throws IOException {
            Map<String, String> parameters = new HashMap<>();
            parameters.put("prefix", idPrefix);
            parameters.put("max_results", Integer.toString(PAGE));
            if (cursor != null) {
                parameters.put("next_cursor", cursor);
            }
            return transport.admin(SUBJECT, endpoints.resources(Signatures.form(parameters)));
        }

        private List<ObjectInfo> objects(Answer page) throws IOException {
            List<ObjectInfo> found = new ArrayList<>();
            try {
                for (Answer resource : page.objects("resources")) {
                    String name = ids.name(resource.text("public_id"));
                    // Others may keep something below the same prefix.
                    if (name != null && name.startsWith(prefix)) {
                        found.add(info(name, resource));
                    }
                }
                return found;
            } catch (IOException wrong) {
                throw transport.strange(SUBJECT, wrong);
            }
        }

        private void listed(ObjectInfo object) throws IOException {
            RecentWrites.Write write = writes.of(object.name());
            if (write == null) {
                visit(object);
                return;
            }
            ObjectInfo newer = write.newer(object);
            if (newer != null && visited.add(object.name())) {
                visit(newer);
            }
        }

        private void visit(ObjectInfo object) throws IOException {
            if (objects != null) {
                objects.add(object);
                objects = objects.size() > MAX_KEPT ? null : objects;
            }
            visitor.visit(object);
        }
    }

    /** What an answer says of an asset: its size with the byte at its end, and its version, which is a time. */
    static ObjectInfo info(String name, Answer resource) throws IOException {
        long version = resource.number("version");
        if (version > LAST_VERSION) {
            throw new IOException("version " + version + " is no time");
        }
        return new ObjectInfo(name, Math.max(0, resource.number("bytes") - 1), Instant.ofEpochSecond(version));
    }
}
