package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Manifest;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which snapshots a repository has copies of. Not thread-safe. */
final class Copies {
    /** Ids of snapshots of the repository, by the snapshot that they go back to. */
    private final Map<String, String> ids = new HashMap<>();
    /** Roots of the snapshots of the repository, by their own id. */
    private final Map<String, ContentReference> roots = new HashMap<>();
    /** For each host and sources the latest snapshot that was copied. */
    private final Map<Series, Latest> latest = new HashMap<>();

    private record Series(String host, List<Manifest.SourceInfo> sources) {}

    private record Latest(Instant time, ContentsCopy.Earlier roots) {}

    private Copies() {}

    /** Reads all manifests of a repository; one that is damaged does not count. */
    static Copies of(RepositoryCore destination) throws IOException {
        Copies copies = new Copies();
        for (String id : destination.snapshots().ids()) {
            Manifest manifest = read(destination, id);
            if (manifest != null) {
                copies.ids.put(origin(id, manifest), id);
                copies.roots.put(id, manifest.root());
            }
        }
        return copies;
    }

    private static @Nullable Manifest read(RepositoryCore repository, String id) throws IOException {
        try {
            return repository.snapshots().read(id);
        } catch (ObjectNotFoundException forgotten) {
            return null;
        } catch (RepositoryException damaged) {
            SnapshotCopy.passOver(damaged);
            return null;
        }
    }

    /** The snapshot that one goes back to: itself when it is no copy. */
    static String origin(String id, Manifest manifest) {
        String original = manifest.original();
        return original == null ? id : original;
    }

    /** Finds the copies of all snapshots of a repository, to compare with. */
    void readOriginals(RepositoryCore repository) throws IOException {
        for (String id : repository.snapshots().ids()) {
            Manifest manifest = read(repository, id);
            String copy = manifest == null ? null : find(id, manifest);
            ContentReference root = copy == null ? null : roots.get(copy);
            if (manifest != null && root != null) {
                remember(manifest, root);
            }
        }
    }

    private void remember(Manifest original, ContentReference copy) {
        latest.merge(
                new Series(original.host(), original.sources()),
                new Latest(original.time(), new ContentsCopy.Earlier(original.root(), copy)),
                (one, other) -> one.time().isAfter(other.time()) ? one : other);
    }

    /** The copy of a snapshot, by its id and its manifest if that is known; null when there is none. */
    @Nullable
    String find(String id, @Nullable Manifest manifest) {
        return ids.get(manifest == null ? id : origin(id, manifest));
    }

    /** What was copied before of the same host and sources. */
    ContentsCopy.Earlier earlier(Manifest manifest) {
        Latest found = latest.get(new Series(manifest.host(), manifest.sources()));
        return found == null ? new ContentsCopy.Earlier(null, null) : found.roots();
    }

    /** Takes note of a copy. */
    void add(String id, Manifest original, String copy, Manifest copied) {
        ids.put(origin(id, original), copy);
        roots.put(copy, copied.root());
        remember(original, copied.root());
    }
}
