package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.RepairReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that have lost objects, or have other bytes in them than were stored. */
class RepairTest {
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 << 10, 1);
    private static final RepositoryParameters OTHER_CHUNKS =
            new RepositoryParameters(2048, 4096, 16_384, 16_384, 8192, 64 << 10, 1);
    private static final int FILES = 24;

    @TempDir
    private Path directory;

    private final MemoryObjectStore storage = new MemoryObjectStore();
    private Path source;
    private int number;

    @BeforeEach
    void makeRepository() throws IOException {
        source = Files.createDirectories(directory.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            write("d" + i % 3 + "/f" + i, i);
        }
        try (Repository repository = open(storage)) {
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

    private Repository open(ObjectStore store) throws IOException {
        return open(store, SMALL);
    }

    private Repository open(ObjectStore store, RepositoryParameters parameters) throws IOException {
        return Repository.at(store)
                .cacheDirectory(directory.resolve("cache" + number++))
                .parameters(parameters)
                .openOrCreate();
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

    /** The packs of data, or those of metadata, by the letter after the magic that the format gives them. */
    private List<String> packs(boolean data) throws IOException {
        List<String> found = new ArrayList<>();
        Set<Character> letters = new TreeSet<>();
        Map<String, Character> types = new TreeMap<>();
        for (String name : names("packs/")) {
            char type = (char) storage.get(name).readAllBytes()[4];
            letters.add(type);
            types.put(name, type);
        }
        assertThat(letters).hasSize(2);
        types.forEach((name, type) -> {
            if ((type == 'D') == data) {
                found.add(name);
            }
        });
        return found;
    }

    private void flip(String name, int at) throws IOException {
        byte[] bytes = storage.get(name).readAllBytes();
        bytes[at] ^= 1;
        storage.put(name, ObjectData.of(bytes), PutCondition.NONE);
    }

    /** What cannot be restored, by snapshot and path, found by reading every file. */
    private Set<String> unreadable(Repository repository) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Snapshot snapshot : repository.snapshots()) {
            RestoreResult result = repository
                    .restore(snapshot)
                    .to(directory.resolve("target" + number++))
                    .run();
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
        byte[] bytes = storage.get(pack).readAllBytes();
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
