package io.coffer.backup.tests.simulation;

import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.content.ContentInput;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.format.Config;
import io.coffer.backup.internal.repository.Access;
import io.coffer.backup.internal.repository.Environment;
import io.coffer.backup.internal.repository.LocalCache;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.Transfers;
import io.coffer.backup.internal.snapshot.Backup;
import io.coffer.backup.internal.snapshot.BackupRequest;
import io.coffer.backup.internal.snapshot.PlatformFilesLocator;
import io.coffer.backup.internal.snapshot.TreeWalk;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.MonotonicTime;
import io.coffer.backup.tests.prune.MemorySource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Repositories that are in memory, opened as one process after the other would, and what is backed up into them. */
final class World {
    private static final RepositoryParameters TINY = new RepositoryParameters(1024, 2048, 4096, 1024, 1024, 8192, 1);
    private static final int LENGTH = 2000;
    private static final int FILES = 5;

    static final Config CONFIG = new Config(new UUID(1, 2), Instant.EPOCH, TINY, null);

    /** Contents of snapshots by their roots: the same files make the same trees. */
    private static final Map<ContentReference, Set<ContentId>> REACHABLE = new ConcurrentHashMap<>();

    /** Looks on the class path only once. */
    private static final PlatformFilesLocator PLATFORMS = new PlatformFilesLocator();

    private World() {}

    /** Opens the repository, with nothing at hand of what was there before. */
    static RepositoryCore open(SharedStorage storage, ObjectStore store, Random random, Baton.Runner runner) {
        return open(storage, store, random, runner, LocalCache.none());
    }

    /** Opens the repository, with nothing in memory of what was there before, but with a cache. */
    static RepositoryCore open(
            SharedStorage storage, ObjectStore store, Random random, Baton.Runner runner, LocalCache cache) {
        MonotonicTime time = new MonotonicTime() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public void sleep(Duration duration) {
                storage.clock.advance(duration);
                if (runner != null) {
                    runner.step();
                }
            }
        };
        Environment environment = new Environment(
                store, Runnable::run, new Transfers(Runnable::run, 1), 1, storage.clock, random, time, null);
        return new RepositoryCore(environment, new Access(CONFIG, null), cache);
    }

    /** Some of a few files, so that snapshots have much in common. */
    static MemorySource files(Random random) {
        Map<String, Integer> files = new TreeMap<>();
        int seed = 1 + random.nextInt(2) * FILES;
        for (int i = 0; i < FILES; i++) {
            if (random.nextInt(3) > 0) {
                files.put("d" + i % 2 + "/f" + i, seed + i);
            }
        }
        files.put("d0/always", random.nextInt(3));
        return new MemorySource("source", files, LENGTH);
    }

    static Backup.Result backup(RepositoryCore core, MemorySource files, String parentId, Manifest parent)
            throws IOException {
        Monitor monitor = new Monitor(null, core.environment().time());
        return new Backup(core, monitor, PLATFORMS)
                .run(new BackupRequest(
                        List.of(files), Collections.emptySortedSet(), "host", parentId, parent, false, false));
    }

    /** Every content that a snapshot needs. */
    static Set<ContentId> reachable(SharedStorage storage, Manifest manifest) throws IOException {
        Set<ContentId> known = REACHABLE.get(manifest.root());
        if (known == null) {
            known = new TreeSet<>();
            try (RepositoryCore core = open(storage, new ActorStore(storage, null, 0, false), new Random(0), null)) {
                core.indexLoader().refresh();
                add(core, manifest.root(), known);
                Set<ContentId> ids = known;
                TreeWalk.run(core.blobs(), manifest.root(), "", (path, node) -> {
                    if (node.content() != null) {
                        add(core, node.content(), ids);
                    }
                });
            }
            known = Set.copyOf(new HashSet<>(known));
            REACHABLE.put(manifest.root(), known);
        }
        return known;
    }

    private static void add(RepositoryCore core, ContentReference content, Set<ContentId> ids) throws IOException {
        if (content.level() > 0) {
            throw new IllegalStateException("a file of the simulation has a list");
        }
        ReferenceReader reader = new ReferenceReader(core.blobs(), content);
        for (ContentId id = reader.next(); id != null; id = reader.next()) {
            ids.add(id);
        }
    }

    /** Reads all of a snapshot. */
    static void read(RepositoryCore core, Manifest manifest) throws IOException {
        TreeWalk.run(core.blobs(), manifest.root(), "", (path, node) -> readFile(core, node));
    }

    private static void readFile(RepositoryCore core, Node node) throws IOException {
        ContentReference content = node.content();
        if (content != null && node.dataRanges() == null) {
            try (InputStream in = new ContentInput(core.blobs(), content)) {
                in.readAllBytes();
            }
        }
    }
}
