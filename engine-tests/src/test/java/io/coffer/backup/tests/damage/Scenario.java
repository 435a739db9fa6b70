package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.FaultyObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A repository with one snapshot, and a second backup, a restore and a check that a fault hits somewhere. Everything
 * is random from a seed and runs in as few threads as can be, so that the operations come in about the same order.
 */
final class Scenario {
    private final Lab lab;
    private final Map<String, ByteBuffer> firstFiles;
    private final Map<String, byte[]> before;
    private final String first;

    private Scenario(Lab lab, Map<String, ByteBuffer> firstFiles, Map<String, byte[]> before, String first) {
        this.lab = lab;
        this.firstFiles = firstFiles;
        this.before = before;
        this.first = first;
    }

    static Scenario make(Path directory, long seed) throws IOException {
        System.out.println("seed of the scenario: " + seed);
        Lab lab = new Lab(directory);
        lab.write("small", 100, seed);
        lab.write("sub/medium", 5000, seed + 1);
        lab.write("sub/large", 30_000, seed + 2);
        Map<String, ByteBuffer> files = lab.sourceFiles();
        MemoryObjectStore store = new MemoryObjectStore();
        String first;
        try (Repository repository = lab.create(store)) {
            first = lab.backup(repository).id();
        }
        lab.write("sub/new", 40_000, seed + 3);
        lab.write("small", 120, seed + 4);
        return new Scenario(lab, files, Lab.objects(store), first);
    }

    Lab lab() {
        return lab;
    }

    /** The storage as it was before the second backup. */
    MemoryObjectStore newStore() throws IOException {
        return Lab.storeOf(before);
    }

    /** What the fault hits. */
    void run(FaultyObjectStore store) throws IOException {
        try (Repository repository = open(store)) {
            Snapshot snapshot = lab.backup(repository);
            RestoreResult result =
                    repository.restore(snapshot).to(lab.fresh("target")).run();
            if (!result.complete()) {
                throw new IOException(result.problems().toString());
            }
            var report = repository.check().readData().run();
            if (!report.ok()) {
                throw new IOException(report.damages().toString());
            }
        }
    }

    private Repository open(ObjectStore store) throws IOException {
        return lab.at(store).random(new Random(1)).open();
    }

    /** Whatever happened: snapshots are complete, nothing is damaged, and what was there before can be restored. */
    void assertSound(ObjectStore store) throws IOException {
        try (Repository repository = lab.open(store)) {
            List<Snapshot> snapshots = repository.snapshots();
            assertThat(snapshots).extracting(Snapshot::id).contains(first).hasSizeLessThanOrEqualTo(2);
            Lab.assertWhole(repository);
            for (Snapshot snapshot : snapshots) {
                assertThat(snapshot.manifest().complete()).isTrue();
                lab.assertRestores(repository, snapshot, snapshot.id().equals(first) ? firstFiles : lab.sourceFiles());
            }
        }
    }

    long snapshots(ObjectStore store) throws IOException {
        return Lab.names(store, "snapshots/").size();
    }

    /** And a backup that is not hit succeeds. */
    Snapshot assertNextBackupWorks(ObjectStore store) throws IOException {
        try (Repository repository = lab.open(store)) {
            Snapshot snapshot = lab.backup(repository);
            lab.assertRestores(repository, snapshot, lab.sourceFiles());
            Lab.assertWhole(repository);
            return snapshot;
        }
    }
}
