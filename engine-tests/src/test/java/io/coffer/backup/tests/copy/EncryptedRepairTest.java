package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.RepairReport;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encrypted repositories that have lost objects, or have other bytes in them than were stored. */
class EncryptedRepairTest extends DamageFixture {
    private final MemoryObjectStore other = new MemoryObjectStore();

    @BeforeEach
    void makeRepository() throws IOException {
        try (Repository repository = open()) {
            backUpTwice(repository);
        }
    }

    private Repository open() throws IOException {
        return Place.ENCRYPTED.open(storage.reopen(), fresh("cache"));
    }

    @Test
    void theIndexIsMadeAnewFromThePacks() throws IOException {
        List<String> index = names("index/");
        flip(index.get(0), 80);
        storage.delete(index.subList(1, index.size()));
        try (Repository repository = open()) {
            RepairReport report = repository.repair().run();
            assertThat(report.damages()).allMatch(damage -> damage.object().startsWith("index/"));
            assertThat(report.damageCount()).isPositive();
            assertThat(report.nothingLost()).isTrue();
        }
        try (Repository repository = open()) {
            assertWhole(repository);
        }
    }

    @Test
    void aPieceThatFailsItsAuthenticationCostsItsFilesAndNoOthers() throws IOException {
        String pack = packs(true).get(1);
        // In the first segment: behind the header and the block of the key.
        flip(pack, 300);
        try (Repository repository = open()) {
            RepairReport report = repository.repair().run();

            assertThat(report.damagedPacks()).containsExactly(pack);
            assertThat(report.savedContents()).isPositive();
            assertThat(report.lostCount()).isPositive().isLessThan(FILES);
            assertThat(lost(report)).isEqualTo(unreadable(repository));

            RepairReport dropped = repository.repair().dropDamaged().run();
            assertThat(lost(dropped)).isEqualTo(lost(report));
            backup(repository);
            assertThat(repository.repair().run().lost())
                    .allMatch(lost -> lost.path().endsWith("d0/f0"));
        }
    }

    @Test
    void aPackWhoseDirectoryIsDamagedIsSavedThroughTheIndex() throws IOException {
        String pack = packs(true).get(1);
        flip(pack, -60);
        try (Repository repository = open()) {
            RepairReport report = repository.repair().dropDamaged().run();
            assertThat(report.damagedPacks()).containsExactly(pack);
            assertThat(report.savedContents()).isPositive();
            assertThat(report.nothingLost()).isTrue();
            assertWhole(repository);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aCopyGivesBackEverything(Place place) throws IOException {
        try (Repository repository = open();
                Repository copy = copy(place)) {
            if (place != Place.ENCRYPTED) {
                repository.copy(repository.snapshots()).to(copy).run();
            }
        }
        flip(packs(true).get(0), 300);
        storage.delete(List.of(packs(true).get(2), packs(false).get(0)));
        String manifest = names("snapshots/").get(0);
        flip(manifest, 60);
        storage.delete(names("index/").subList(0, 1));
        try (Repository repository = open();
                Repository copy = copy(place)) {
            RepairReport report = repository.repair().from(copy).dropDamaged().run();

            assertThat(report.recoveredContents()).isPositive();
            assertThat(report.damagedSnapshots()).containsExactly(manifest.substring("snapshots/".length()));
            assertThat(report.recoveredSnapshots()).hasSize(1);
            assertThat(report.lost()).isEmpty();
            assertThat(repository.snapshots()).hasSize(2);
            assertWhole(repository);
            for (Snapshot snapshot : copy.snapshots()) {
                String original = snapshot.manifest().original();
                String id = original == null ? snapshot.id() : original;
                Snapshot restored = repository.snapshots().stream()
                        .filter(one ->
                                one.id().equals(id) || id.equals(one.manifest().original()))
                        .findFirst()
                        .orElseThrow();
                assertThat(Entries.of(restored)).isEqualTo(Entries.of(snapshot));
            }
        }
    }

    /** With the same key, the copy is the same repository in another place. */
    private Repository copy(Place place) throws IOException {
        if (place == Place.ENCRYPTED && isEmpty(other)) {
            for (String name : names("")) {
                other.put(name, ObjectData.of(bytes(name)), PutCondition.NONE);
            }
        }
        return place.open(other.reopen(), fresh("cache"));
    }

    private static boolean isEmpty(MemoryObjectStore store) throws IOException {
        boolean[] empty = {true};
        store.list("", object -> empty[0] = false);
        return empty[0];
    }
}
