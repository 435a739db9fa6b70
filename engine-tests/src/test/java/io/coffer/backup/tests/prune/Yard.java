package io.coffer.backup.tests.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CheckReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small repositories to be pruned, and what must hold of them. Time goes on by an hour with each backup. */
final class Yard {
    /** Everything is cut small, so that little data makes several chunks, segments and packs. */
    static final RepositoryParameters SMALL = new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 << 10, 1);

    static final int LENGTH = 5000;

    final FakeClock clock = new FakeClock();
    private final Path caches;
    private int number;
    /** What is in each snapshot. */
    final Map<String, MemorySource> contents = new LinkedHashMap<>();

    Yard(Path caches) {
        this.caches = caches;
    }

    /** Opens a repository with a cache of its own, as on another machine; makes it when it is not there. */
    Repository open(ObjectStore store) throws IOException {
        return Repository.at(store)
                .cacheDirectory(caches.resolve("cache" + ++number))
                .parameters(SMALL)
                .clock(clock)
                .openOrCreate();
    }

    /** Files with consecutive seeds, in two directories. */
    static MemorySource files(int first, int count) {
        Map<String, Integer> files = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            files.put("d" + i % 2 + "/f" + i, first + i);
        }
        return new MemorySource("source", files, LENGTH);
    }

    Snapshot backup(Repository repository, MemorySource source) throws IOException {
        clock.advance(Duration.ofHours(1));
        Snapshot snapshot = repository.backup(source).host("host").run();
        clock.advance(Duration.ofSeconds(1));
        contents.put(snapshot.id(), source);
        return snapshot;
    }

    /** All snapshots that are there hold what was backed up, and nothing is damaged. */
    void assertWhole(ObjectStore store) throws IOException {
        try (Repository repository = open(store)) {
            CheckReport report = repository.check().readData().run();
            assertThat(report.damages()).isEmpty();
            for (Snapshot snapshot : repository.snapshots()) {
                assertHolds(snapshot);
            }
        }
    }

    void assertHolds(Snapshot snapshot) throws IOException {
        MemorySource source = contents.get(snapshot.id());
        for (Map.Entry<String, Integer> file : source.files().entrySet()) {
            try (InputStream in = snapshot.open(file.getKey())) {
                assertThat(in.readAllBytes())
                        .as("%s in snapshot %s", file.getKey(), snapshot.id())
                        .isEqualTo(MemorySource.bytes(file.getValue(), source.length()));
            }
        }
    }

    static List<String> names(ObjectStore store, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        store.list(prefix, object -> names.add(object.name()));
        names.sort(null);
        return names;
    }

    static long bytes(ObjectStore store, String prefix) throws IOException {
        long[] sum = {0};
        store.list(prefix, object -> sum[0] += object.size());
        return sum[0];
    }
}
