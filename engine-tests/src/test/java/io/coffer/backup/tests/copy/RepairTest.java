package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.RepairReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that have lost objects, or have other bytes in them than were stored. */
class RepairTest extends DamageFixture {
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 << 10, 1);
    private static final RepositoryParameters OTHER_CHUNKS =
            new RepositoryParameters(2048, 4096, 16_384, 16_384, 8192, 64 << 10, 1);

    @BeforeEach
    void makeRepository() throws IOException {
        try (Repository repository = open(storage)) {
            backUpTwice(repository);
        }
    }

    private Repository open(ObjectStore store) throws IOException {
        return open(store, SMALL);
    }

    private Repository open(ObjectStore store, RepositoryParameters parameters) throws IOException {
        return Repository.at(store)
                .cacheDirectory(fresh("cache"))
                .parameters(parameters)
                .openOrCreate();
    }

    @Test
    void nothingIsSaidOfARepositoryThatIsWhole() throws IOException {
        try (Repository repository = open(storage.reopen())) {
            RepairReport report = repository.repair().run();
            assertThat(report.damages()).isEmpty();
            assertThat(report.nothingLost()).isTrue();
            assertThat(report.savedContents()).isZero();
            assertWhole(repository);
        }
    }

    @Test
    void aDamagedContentCostsItsFilesAndNoOthers() throws IOException {
        String pack = packs(true).get(1);
        // In the first segment, behind the header.
        flip(pack, 100);
        try (Repository repository = open(storage.reopen())) {
            RepairReport report = repository.repair().run();

            assertThat(report.damagedPacks()).containsExactly(pack);
            assertThat(report.damages()).extracting(damage -> damage.object()).containsOnly(pack);
            assertThat(report.damages())
                    .allSatisfy(damage -> assertThat(damage.message()).doesNotContain(pack, "run a check"));
            assertThat(report.savedContents()).isPositive();
            assertThat(report.lostCount()).isPositive().isLessThanOrEqualTo(2);
            assertThat(lost(report)).isEqualTo(unreadable(repository));
            assertThat(names("packs/")).as("nothing is deleted").contains(pack);
            // What was saved is not saved again.
            assertThat(repository.repair().run().savedContents()).isZero();
        }
    }

    @Test
    void theNextBackupBringsBackWhatWasDropped() throws IOException {
        String pack = packs(true).get(1);
        flip(pack, 100);
        String missing = packs(true).get(3);
        storage.delete(List.of(missing));
        try (Repository repository = open(storage.reopen())) {
            assertThat(repository.repair().run().damagedPacks()).containsExactlyInAnyOrder(pack, missing);
            // Before they are dropped a backup takes what the index names for there.
            assertThat(backup(repository).manifest().statistics().newContents()).isZero();

            RepairReport report = repository.repair().dropDamaged().run();
            assertThat(report.dropped()).isTrue();
            assertThat(report.nothingLost()).isFalse();
            assertThat(lost(report)).isEqualTo(unreadable(repository));

            assertThat(backup(repository).manifest().statistics().newContents()).isPositive();
            RepairReport after = repository.repair().run();
            assertThat(after.damages()).isEmpty();
            // Only the first snapshot has another state of a file that was changed since.
            assertThat(after.lost()).allMatch(lost -> lost.path().endsWith("d0/f0"));
            // A prune deletes nothing as long as a snapshot is not whole.
            Set<String> hurt =
                    after.lost().stream().map(RepairReport.Lost::snapshot).collect(Collectors.toSet());
            repository.forget(repository.snapshots().stream()
                    .filter(snapshot -> hurt.contains(snapshot.id()))
                    .toList());
            repository.prune().run();
            assertThat(names("packs/")).doesNotContain(pack);
            assertWhole(repository);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyGivesBackEverything(boolean sameIds) throws IOException {
        MemoryObjectStore other = new MemoryObjectStore();
        try (Repository repository = open(storage.reopen());
                Repository copy = open(other, sameIds ? SMALL : OTHER_CHUNKS)) {
            repository.copy(repository.snapshots()).to(copy).run();
        }
        flip(packs(true).get(0), 100);
        storage.delete(List.of(packs(true).get(2), packs(false).get(0)));
        String manifest = names("snapshots/").get(0);
        flip(manifest, 60);
        storage.delete(names("index/").subList(0, 1));
        try (Repository repository = open(storage.reopen());
                Repository copy = open(other, sameIds ? SMALL : OTHER_CHUNKS)) {
            RepairReport report = repository.repair().from(copy).dropDamaged().run();

            assertThat(report.recoveredContents()).isPositive();
            assertThat(report.damagedSnapshots()).containsExactly(manifest.substring("snapshots/".length()));
            assertThat(report.recoveredSnapshots()).hasSize(1);
            assertThat(report.lost()).isEmpty();
            assertThat(report.nothingLost()).isTrue();
            assertThat(repository.snapshots()).hasSize(2);
            assertThat(repository
                            .snapshot(report.recoveredSnapshots().get(0))
                            .manifest()
                            .original())
                    .isEqualTo(report.damagedSnapshots().get(0));
            assertWhole(repository);
            for (Snapshot snapshot : copy.snapshots()) {
                String id = snapshot.manifest().original();
                Snapshot restored = repository.snapshots().stream()
                        .filter(one ->
                                one.id().equals(id) || id.equals(one.manifest().original()))
                        .findFirst()
                        .orElseThrow();
                assertThat(Entries.of(restored)).isEqualTo(Entries.of(snapshot));
            }
        }
    }

    @Test
    void lostTreesAreNamed() throws IOException {
        List<String> trees = packs(false);
        storage.delete(trees.subList(0, 1));
        try (Repository repository = open(storage.reopen())) {
            RepairReport report = repository.repair().run();
            assertThat(report.damagedPacks()).containsExactly(trees.get(0));
            assertThat(report.lost()).isNotEmpty().allMatch(lost -> lost.path().endsWith("/"));
            assertThat(report.dropped()).isFalse();
        }
    }

    @Test
    void aPackThatComesBackIsAsGoodAsBefore() throws IOException {
        String pack = packs(false).get(0);
        byte[] bytes = bytes(pack);
        storage.delete(List.of(pack));
        try (Repository repository = open(storage.reopen())) {
            assertThat(repository.repair().run().nothingLost()).isFalse();
            storage.put(pack, ObjectData.of(bytes), PutCondition.NONE);
            assertWhole(repository);
        }
    }

    @Test
    void theIndexIsMadeAnewFromThePacks() throws IOException {
        for (String index : names("index/")) {
            flip(index, 80);
        }
        try (Repository repository = open(storage.reopen())) {
            RepairReport report = repository.repair().run();
            assertThat(report.damages()).allMatch(damage -> damage.object().startsWith("index/"));
            assertThat(report.damageCount()).isPositive();
            assertThat(report.nothingLost()).isTrue();
            assertWhole(repository);
        }
    }
}
