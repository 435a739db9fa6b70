package io.coffer.backup.tests.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CheckReport;
import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.SessionExpiredException;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prune on another machine in the middle of something. */
class PruneMeanwhileTest {
    @TempDir
    private Path directory;

    private Yard yard;
    private MemoryObjectStore store;

    @BeforeEach
    void makeRepository() throws IOException {
        yard = new Yard(directory);
        store = new MemoryObjectStore(yard.clock);
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < 4; i++) {
                yard.backup(repository, Yard.files(100 + 7 * i, 30));
            }
        }
    }

    /** Leaves one snapshot, and moves all that it needs. */
    private PruneReport pruneElsewhere() throws IOException {
        try (Repository other = yard.open(store.reopen())) {
            other.forget(RetentionPolicy.builder().keepLast(1).build());
            PruneReport report = other.prune().wasteLimit(0).run();
            assertThat(report.rewrittenPacks()).isPositive();
            assertThat(report.finished()).isTrue();
            return report;
        }
    }

    private ObjectStore pruning(String operation, String prefix) {
        AtomicBoolean done = new AtomicBoolean();
        return Interposed.before(store.reopen(), (called, name) -> {
            if (called.equals(operation) && name.startsWith(prefix) && done.compareAndSet(false, true)) {
                pruneElsewhere();
            }
        });
    }

    @Test
    void aRestoreGoesOn() throws IOException {
        try (Repository repository = yard.open(pruning("get", "packs/"))) {
            Snapshot latest = repository.snapshot("latest");
            Path target = directory.resolve("target");
            RestoreResult result = repository.restore(latest).to(target).run();
            assertThat(result.problems()).isEmpty();
            for (Map.Entry<String, Integer> file :
                    yard.contents.get(latest.id()).files().entrySet()) {
                assertThat(Files.readAllBytes(target.resolve(file.getKey())))
                        .isEqualTo(MemorySource.bytes(file.getValue(), Yard.LENGTH));
            }
        }
        yard.assertWhole(store.reopen());
    }

    @Test
    void aCheckFindsNoDamage() throws IOException {
        for (String prefix : new String[] {"packs/", "snapshots/", "index/"}) {
            MemoryObjectStore before = store;
            store = copy(before, yard);
            try (Repository repository = yard.open(pruning("get", prefix))) {
                CheckReport report = repository.check().readData().run();
                assertThat(report.damages()).as(prefix).isEmpty();
            }
            store = copy(before, yard);
            try (Repository repository = yard.open(pruning("list", prefix))) {
                CheckReport report = repository.check().readData().run();
                assertThat(report.damages()).as(prefix).isEmpty();
            }
            store = before;
        }
    }

    static MemoryObjectStore copy(MemoryObjectStore from, Yard yard) throws IOException {
        MemoryObjectStore copy = new MemoryObjectStore(yard.clock);
        for (String name : Yard.names(from, "")) {
            copy.put(
                    name,
                    io.coffer.backup.spi.ObjectData.of(from.get(name).readAllBytes()),
                    io.coffer.backup.spi.PutCondition.NONE);
        }
        return copy;
    }

    @Test
    void aLaptopThatSleptForAWeekCompletesWhenNothingIsGone() throws IOException {
        AtomicBoolean slept = new AtomicBoolean();
        ObjectStore sleeping = Interposed.before(store.reopen(), (operation, name) -> {
            if (operation.equals("list") && name.startsWith("index/") && slept.compareAndSet(false, true)) {
                yard.clock.advance(Duration.ofDays(7));
                try (Repository other = yard.open(store.reopen())) {
                    assertThat(other.prune().run().endedSessions()).hasSize(1);
                }
            }
        });
        try (Repository repository = yard.open(sleeping)) {
            Snapshot snapshot = yard.backup(repository, Yard.files(110, 40));
            yard.assertHolds(snapshot);
        }
        assertThat(slept).isTrue();
        yard.assertWhole(store.reopen());
    }

    @Test
    void aLaptopThatSleptForAWeekFailsClearlyWhenSomethingIsGone() throws IOException {
        AtomicBoolean slept = new AtomicBoolean();
        ObjectStore sleeping = Interposed.before(store.reopen(), (operation, name) -> {
            if (operation.equals("put") && name.startsWith("snapshots/") && slept.compareAndSet(false, true)) {
                yard.clock.advance(Duration.ofDays(7));
                pruneElsewhere();
            }
        });
        try (Repository repository = yard.open(sleeping)) {
            // All of it is there, of a snapshot that is forgotten while this one sleeps.
            assertThatThrownBy(() -> repository.backup(Yard.files(100, 20)).run())
                    .isInstanceOf(SessionExpiredException.class)
                    .hasMessageContaining("run the backup again");
            assertThat(repository.snapshots()).hasSize(1);
            yard.assertHolds(yard.backup(repository, Yard.files(100, 20)));
        }
        yard.assertWhole(store.reopen());
    }

    private static MemorySource three(int first, int second, int third) {
        return new MemorySource(
                "source", Map.of("d0/f" + first, first, "d0/f" + second, second, "d0/f" + third, third), Yard.LENGTH);
    }

    /** Two prunes give up the two homes of one file: one of them sleeps meanwhile, and the other merges the index. */
    @Test
    void whatTwoPrunesRelyOnEachOtherForIsCopied() throws IOException {
        AtomicBoolean both = new AtomicBoolean();
        Snapshot[] snapshots = new Snapshot[3];
        ObjectStore during = Interposed.before(store.reopen(), (operation, name) -> {
            if (operation.equals("put") && name.startsWith("packs/") && both.compareAndSet(false, true)) {
                try (Repository other = yard.open(store.reopen())) {
                    snapshots[1] = yard.backup(other, three(1, 4, 5));
                }
            }
        });
        try (Repository repository = yard.open(during)) {
            snapshots[0] = yard.backup(repository, three(1, 2, 3));
            for (int i = 0; i < 15; i++) {
                yard.backup(repository, Yard.files(1000 + 100 * i, 3));
            }
            snapshots[2] = yard.backup(repository, three(1, 10, 11));
            repository.forget(List.of(repository.snapshot(snapshots[1].id())));
        }
        AtomicBoolean slept = new AtomicBoolean();
        ObjectStore sleeping = Interposed.before(store.reopen(), (operation, name) -> {
            if (operation.equals("put") && name.startsWith("retired/") && slept.compareAndSet(false, true)) {
                yard.clock.advance(Duration.ofDays(7));
                try (Repository other = yard.open(store.reopen())) {
                    // Now the other home counts, for a snapshot that the first prune knows.
                    yard.backup(other, three(4, 5, 12));
                    other.forget(List.of(other.snapshot(snapshots[0].id())));
                    PruneReport report = other.prune().wasteLimit(1).run();
                    assertThat(report.unusedPacks()).isPositive();
                    assertThat(report.finished()).isTrue();
                    assertThat(report.mergedIndexObjects()).isPositive();
                }
            }
        });
        try (Repository repository = yard.open(sleeping)) {
            PruneReport report = repository.prune().wasteLimit(1).run();
            assertThat(report.unusedPacks()).isPositive();
            assertThat(report.finished()).isTrue();
        }
        assertThat(slept).isTrue();
        yard.assertWhole(store.reopen());
    }

    @Test
    void packsThatTheStorageKeepsAreReportedAndDeletedLater() throws IOException {
        AtomicBoolean locked = new AtomicBoolean(true);
        ObjectStore keeping = Interposed.before(store.reopen(), (operation, name) -> {
            if (operation.equals("delete") && name.startsWith("packs/") && locked.get()) {
                throw new ObjectLockedException(name + " is kept until tomorrow", name, null);
            }
        });
        try (Repository repository = yard.open(keeping)) {
            repository.forget(RetentionPolicy.builder().keepLast(1).build());
            PruneReport report = repository.prune().wasteLimit(0).run();
            assertThat(report.lockedPacks()).isEqualTo(report.unusedPacks() + report.rewrittenPacks());
            assertThat(report.lockedPacks()).isPositive();
            assertThat(report.deletedPacks()).isZero();
            assertThat(report.finished()).isFalse();
            yard.assertWhole(store.reopen());
            assertThat(repository.prune().run().lockedPacks()).isEqualTo(report.lockedPacks());
            locked.set(false);
            PruneReport last = repository.prune().run();
            assertThat(last.deletedPacks()).isEqualTo(report.lockedPacks());
            assertThat(last.deletedBytes()).isEqualTo(report.pendingBytes());
            assertThat(last.finished()).isTrue();
        }
        yard.assertWhole(store.reopen());
    }
}
