package io.coffer.backup.tests.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.ForgetReport;
import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.Snapshot;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prunes of one process at a time. */
class PruneTest {
    @TempDir
    private Path directory;

    private Yard yard;
    private MemoryObjectStore store;

    @BeforeEach
    void makeYard() {
        yard = new Yard(directory);
        store = new MemoryObjectStore(yard.clock);
    }

    private static ForgetReport forgetAllBut(Repository repository, int count) throws IOException {
        return repository.forget(RetentionPolicy.builder().keepLast(count).build());
    }

    @Test
    void whatNoSnapshotNeedsIsGone() throws IOException {
        try (Repository repository = yard.open(store)) {
            yard.backup(repository, Yard.files(100, 10));
            long before = Yard.bytes(store, "packs/");
            Snapshot kept = yard.backup(repository, Yard.files(200, 4));
            long both = Yard.bytes(store, "packs/");
            assertThat(forgetAllBut(repository, 1).removed()).hasSize(1);
            PruneReport report = repository.prune().run();
            assertThat(report.unusedBytes()).isEqualTo(before);
            assertThat(report.deletedBytes()).isEqualTo(before);
            assertThat(report.finished()).isTrue();
            assertThat(report.rewrittenPacks()).isZero();
            assertThat(Yard.bytes(store, "packs/")).isEqualTo(both - before);
            assertThat(Yard.names(store, "retired/")).isEmpty();
            assertThat(Yard.names(store, "sessions/")).isEmpty();
            yard.assertHolds(kept);
        }
        yard.assertWhole(store.reopen());
    }

    @Test
    void aSecondPruneFindsNothingToDo() throws IOException {
        try (Repository repository = yard.open(store)) {
            yard.backup(repository, Yard.files(100, 10));
            yard.backup(repository, Yard.files(105, 10));
            forgetAllBut(repository, 1);
            repository.prune().wasteLimit(0).run();
            List<String> objects = Yard.names(store, "");
            PruneReport again = repository.prune().wasteLimit(0).run();
            assertThat(again.deletedPacks() + again.rewrittenPacks() + again.unusedPacks())
                    .isZero();
            assertThat(Yard.names(store, "")).isEqualTo(objects);
        }
        yard.assertWhole(store.reopen());
    }

    @Test
    void packsThatAreHalfInUseAreRewrittenAsFarAsTheLimitSays() throws IOException {
        try (Repository repository = yard.open(store)) {
            yard.backup(repository, Yard.files(100, 40));
            yard.backup(repository, Yard.files(120, 40));
            forgetAllBut(repository, 1);
            PruneReport nothing = repository.prune().wasteLimit(1).dryRun().run();
            assertThat(nothing.rewrittenPacks()).isZero();
            PruneReport some = repository.prune().wasteLimit(0.05).dryRun().run();
            PruneReport all = repository.prune().wasteLimit(0).dryRun().run();
            assertThat(some.rewrittenPacks()).isPositive();
            assertThat(all.rewrittenPacks()).isGreaterThanOrEqualTo(some.rewrittenPacks());
            PruneReport bounded = repository
                    .prune()
                    .wasteLimit(0)
                    .maximumRepack(20_000)
                    .dryRun()
                    .run();
            assertThat(bounded.rewrittenPacks()).isPositive();
            assertThat(bounded.copiedBytes()).isBetween(1L, all.copiedBytes() - 1);
            repository.prune().wasteLimit(0).run();
            // What is left is what the snapshot needs and nothing else.
            assertThat(repository.statistics().contentBytes()).isLessThan(40 * Yard.LENGTH + 8000L);
        }
        yard.assertWhole(store.reopen());
    }

    @Test
    void aDryRunChangesNothingAndForetellsTheFigures() throws IOException {
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < 6; i++) {
                yard.backup(repository, Yard.files(100 + 7 * i, 30));
            }
            forgetAllBut(repository, 2);
            orphan(1000);
            yard.clock.advance(Duration.ofHours(1));
            List<String> objects = Yard.names(store, "");
            PruneReport foretold = repository.prune().wasteLimit(0.01).dryRun().run();
            assertThat(Yard.names(store, "")).isEqualTo(objects);
            assertThat(foretold.dryRun()).isTrue();
            assertThat(foretold.orphanPacks()).isEqualTo(1);
            assertThat(foretold.rewrittenPacks()).isPositive();
            long before = Yard.bytes(store, "packs/");
            PruneReport done = repository.prune().wasteLimit(0.01).run();
            assertThat(done)
                    .usingRecursiveComparison()
                    .ignoringFields("dryRun", "storedBytes", "duration", "mergedIndexObjects")
                    .isEqualTo(foretold);
            assertThat(done.deletedBytes()).isEqualTo(done.unusedBytes() + done.rewrittenBytes() + done.orphanBytes());
            assertThat(before - Yard.bytes(store, "packs/")).isLessThanOrEqualTo(done.deletedBytes());
        }
        yard.assertWhole(store.reopen());
    }

    /** A pack of a writer that died: it is named nowhere. */
    private String orphan(int seed) throws IOException {
        MemoryObjectStore other = new MemoryObjectStore(yard.clock);
        try (Repository repository = new Yard(directory.resolve("other" + seed)).open(other)) {
            repository.backup(Yard.files(seed, 1)).run();
        }
        String name = Yard.names(other, "packs/").get(0);
        store.put(name, ObjectData.of(other.get(name).readAllBytes()), PutCondition.NONE);
        return name;
    }

    @Test
    void packsThatNoIndexNamesGoUnlessTheyMayBeOfAWriterAtWork() throws IOException {
        try (Repository repository = yard.open(store)) {
            yard.backup(repository, Yard.files(100, 3));
            String old = orphan(1000);
            yard.clock.advance(Duration.ofHours(1));
            putSession("sessions/00000000-0000-0000-0000-000000000001");
            yard.clock.advance(Duration.ofHours(1));
            String young = orphan(2000);
            yard.clock.advance(Duration.ofHours(1));
            PruneReport report = repository.prune().run();
            assertThat(report.orphanPacks()).isEqualTo(1);
            assertThat(report.waitingFor()).containsExactly("sessions/00000000-0000-0000-0000-000000000001");
            assertThat(Yard.names(store, "packs/")).contains(old, young);
            store.delete(Yard.names(store, "sessions/"));
            repository.prune().run();
            assertThat(Yard.names(store, "packs/")).doesNotContain(old, young);
        }
        yard.assertWhole(store.reopen());
    }

    private void putSession(String name) throws IOException {
        store.put(
                name,
                ObjectData.of(io.coffer.backup.internal.format.SessionCodec.encode(
                        io.coffer.backup.internal.format.Envelopes.PLAIN,
                        name,
                        "elsewhere",
                        "somebody",
                        "something",
                        yard.clock.instant(),
                        yard.clock.instant())),
                PutCondition.NONE);
    }

    @Test
    void packsAreDeletedOnlyWhenWritersHaveEnded() throws IOException {
        String session = "sessions/00000000-0000-0000-0000-000000000001";
        try (Repository repository = yard.open(store)) {
            yard.backup(repository, Yard.files(100, 10));
            yard.backup(repository, Yard.files(200, 4));
            forgetAllBut(repository, 1);
            putSession(session);
            List<String> packs = Yard.names(store, "packs/");
            PruneReport waiting = repository.prune().run();
            assertThat(waiting.finished()).isFalse();
            assertThat(waiting.waitingFor()).containsExactly(session);
            assertThat(waiting.pendingBytes()).isEqualTo(waiting.unusedBytes()).isPositive();
            assertThat(Yard.names(store, "packs/")).isEqualTo(packs);
            assertThat(Yard.names(store, "retired/")).hasSize(1);
            store.delete(List.of(session));
            PruneReport finishing = repository.prune().run();
            assertThat(finishing.unusedPacks()).isZero();
            assertThat(finishing.deletedBytes()).isEqualTo(waiting.pendingBytes());
            assertThat(Yard.names(store, "retired/")).isEmpty();
        }
        yard.assertWhole(store.reopen());
    }

    @Test
    void aWriterWithoutASignOfLifeIsEndedByTheClockOfTheStorage() throws IOException {
        String session = "sessions/00000000-0000-0000-0000-000000000001";
        try (Repository repository = yard.open(store)) {
            yard.backup(repository, Yard.files(100, 10));
            putSession(session);
            yard.clock.advance(Duration.ofDays(1));
            store.put(Session.heartbeatOf(session), ObjectData.of(new byte[1]), PutCondition.NONE);
            yard.clock.advance(Duration.ofDays(1).plusHours(1));
            yard.backup(repository, Yard.files(200, 4));
            forgetAllBut(repository, 1);
            assertThat(repository.prune().run().endedSessions()).isEmpty();
            yard.clock.advance(Duration.ofDays(1));
            PruneReport report = repository.prune().run();
            assertThat(report.endedSessions()).containsExactly(session);
            assertThat(report.finished()).isTrue();
            assertThat(Yard.names(store, "sessions/")).isEmpty();
        }
        yard.assertWhole(store.reopen());
    }

    @Test
    void nothingIsDeletedWhenASnapshotIsDamaged() throws IOException {
        try (Repository repository = yard.open(store)) {
            yard.backup(repository, Yard.files(100, 10));
            Snapshot snapshot = yard.backup(repository, Yard.files(105, 10));
            yard.backup(repository, Yard.files(300, 1));
            repository.forget(List.of(repository.snapshots().get(0)));
            store.delete(Yard.names(store, "index/").subList(0, 2));
            List<String> packs = Yard.names(store, "packs/");
            assertThatThrownBy(() -> repository.prune().run())
                    .isInstanceOf(RepositoryException.class)
                    .hasMessageContaining("nothing was deleted");
            assertThat(Yard.names(store, "packs/")).containsAll(packs);
            assertThat(snapshot.id()).isNotEmpty();
        }
    }

    @Test
    void smallPacksAreJoined() throws IOException {
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < 20; i++) {
                yard.backup(repository, new MemorySource("source", java.util.Map.of("d/f", i), 1000 + i));
            }
            int before = Yard.names(store, "packs/").size();
            PruneReport report = repository.prune().run();
            assertThat(report.rewrittenPacks()).isPositive();
            assertThat(Yard.names(store, "packs/").size()).isLessThan(before / 2);
        }
        yard.assertWhole(store.reopen());
    }

    @Test
    void figuresOfPacksAddUp() throws IOException {
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < 4; i++) {
                yard.backup(repository, Yard.files(100 + 9 * i, 30));
            }
            forgetAllBut(repository, 1);
            HashSet<String> before = new HashSet<>(Yard.names(store, "packs/"));
            PruneReport report = repository.prune().wasteLimit(0).run();
            HashSet<String> gone = new HashSet<>(before);
            gone.removeAll(Yard.names(store, "packs/"));
            assertThat(report.packs()).isEqualTo(before.size());
            assertThat(report.deletedPacks()).isEqualTo(gone.size());
            assertThat(report.deletedPacks()).isEqualTo(report.unusedPacks() + report.rewrittenPacks());
            assertThat(report.copiedBytes()).isPositive();
            assertThat(report.storedBytes()).isPositive();
        }
        yard.assertWhole(store.reopen());
    }

    @Test
    void manyIndexObjectsBecomeFewAndForgetNoRemovedPack() throws IOException {
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < 30; i++) {
                yard.backup(repository, Yard.files(100 + i, 3));
            }
            forgetAllBut(repository, 3);
            int before = Yard.names(store, "index/").size();
            PruneReport report = repository.prune().run();
            assertThat(report.deletedPacks()).isPositive();
            assertThat(report.mergedIndexObjects()).isGreaterThanOrEqualTo(before);
            assertThat(Yard.names(store, "index/")).hasSize(1);
            for (int i = 0; i < 3; i++) {
                // What others still have from before may come back at any time.
                assertThat(repository.prune().run().deletedPacks()).isZero();
            }
        }
        try (Repository other = yard.open(store)) {
            Snapshot snapshot = yard.backup(other, Yard.files(100, 3));
            yard.assertHolds(snapshot);
            assertThat(snapshot.manifest().statistics().newContents()).isPositive();
        }
        yard.assertWhole(store.reopen());
    }
}
