package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.RepairReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encrypted repositories that have lost objects, or have other bytes in them than were stored. */
class EncryptedRepairTest {
    private static final int FILES = 24;

    @TempDir
    private Path directory;

    private final MemoryObjectStore storage = new MemoryObjectStore();
    private final MemoryObjectStore other = new MemoryObjectStore();
    private Path source;
    private int number;

    @BeforeEach
    void makeRepository() throws IOException {
        source = Files.createDirectories(directory.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            write("d" + i % 3 + "/f" + i, i);
        }
        try (Repository repository = open()) {
            backup(repository);
            write("d0/f0", 100);
            backup(repository);
        }
    }

    private void write(String path, int seed) throws IOException {
        byte[] bytes = new byte[6000];
        new Random(seed).nextBytes(bytes);
        Path file = source.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private Path fresh(String name) {
        return directory.resolve(name + number++);
    }

    private Repository open() throws IOException {
        return Place.ENCRYPTED.open(storage.reopen(), fresh("cache"));
    }

    private Snapshot backup(Repository repository) throws IOException {
        return repository.backup(Source.directory(source)).host("host").run();
    }

    private List<String> names(String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        storage.list(prefix, object -> names.add(object.name()));
        names.sort(null);
        return names;
    }

    private List<String> packs(boolean data) throws IOException {
        List<String> found = new ArrayList<>();
        for (String name : names("packs/")) {
            if ((storage.get(name, 4, 1)[0] == 'D') == data) {
                found.add(name);
            }
        }
        return found;
    }

    private void flip(String name, int at) throws IOException {
        byte[] bytes;
        try (var in = storage.get(name)) {
            bytes = in.readAllBytes();
        }
        bytes[at < 0 ? bytes.length + at : at] ^= 1;
        storage.put(name, ObjectData.of(bytes), PutCondition.NONE);
    }

    private Set<String> unreadable(Repository repository) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Snapshot snapshot : repository.snapshots()) {
            RestoreResult result =
                    repository.restore(snapshot).to(fresh("target")).run();
            result.problems().forEach(problem -> found.add(snapshot.id() + " " + problem.path()));
        }
        return found;
    }

    private static Set<String> lost(RepairReport report) {
        return report.lost().stream()
                .map(lost -> lost.snapshot() + " " + lost.path())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertWhole(Repository repository) throws IOException {
        assertThat(repository.check().readData().run().damages()).isEmpty();
        assertThat(unreadable(repository)).isEmpty();
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
        if (place == Place.ENCRYPTED && objects(other).isEmpty()) {
            for (String name : objects(storage)) {
                try (var in = storage.get(name)) {
                    other.put(name, ObjectData.of(in.readAllBytes()), PutCondition.NONE);
                }
            }
        }
        return place.open(other.reopen(), fresh("cache"));
    }

    private static List<String> objects(MemoryObjectStore store) throws IOException {
        List<String> names = new ArrayList<>();
        store.list("", object -> names.add(object.name()));
        return names;
    }
}
