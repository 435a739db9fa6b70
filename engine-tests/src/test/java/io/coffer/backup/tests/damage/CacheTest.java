package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the local cache, a repository does what it did before. */
class CacheTest {
    @TempDir
    private Path directory;

    private Lab lab;
    private Path cache;
    private MemoryObjectStore storage;

    @BeforeEach
    void makeRepositoryWithManyIndexObjects() throws IOException {
        lab = new Lab(directory);
        cache = directory.resolve("the cache");
        storage = new MemoryObjectStore();
        lab.create(storage).close();
        // Enough of them that the cache merges some.
        for (int i = 0; i < 11; i++) {
            lab.write("file" + i, 3000, i);
            try (Repository repository = open(storage)) {
                lab.backup(repository);
            }
        }
        assertThat(files()).anyMatch(file -> file.toString().endsWith(".merged"));
    }

    private Repository open(ObjectStore store) throws IOException {
        return Repository.at(store).cacheDirectory(cache).open();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.walk(cache)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void assertHeals(String what) throws IOException {
        try (Repository repository = open(storage.reopen())) {
            Snapshot latest = repository.snapshot("latest");
            lab.assertRestores(repository, latest, lab.sourceFiles());
            Snapshot again = lab.backup(repository);
            assertThat(again.manifest().statistics().newContents())
                    .as("contents stored again when %s", what)
                    .isZero();
        } catch (IOException | RuntimeException failed) {
            throw new AssertionError("when " + what, failed);
        }
    }

    @Test
    void aDamagedFileIsMadeAnew() throws IOException {
        int damaged = 0;
        for (int number = 0; number < files().size() && damaged < 40; number++) {
            Path file = files().get(number);
            byte[] bytes = Files.readAllBytes(file);
            for (byte[] other : List.of(
                    new byte[0],
                    Arrays.copyOf(bytes, bytes.length / 2),
                    Arrays.copyOf(bytes, bytes.length + 100),
                    flipped(bytes, 5),
                    flipped(bytes, bytes.length / 2),
                    flipped(bytes, bytes.length - 1))) {
                replace(file, other);
                assertHeals(file.getFileName() + " is damaged");
            }
            damaged++;
        }
        assertThat(damaged).isGreaterThan(5);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 2;
        return flipped;
    }

    /** Not in place: a file that is mapped must not become shorter. */
    private static void replace(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, bytes);
    }

    @Test
    void filesThatTookEachOthersNamesAreNotBelieved() throws IOException {
        List<Path> files = files();
        for (int i = 1; i < files.size(); i++) {
            Path one = files.get(i - 1);
            Path other = files.get(i);
            if (Files.exists(one) && Files.exists(other)) {
                byte[] bytes = Files.readAllBytes(one);
                replace(one, Files.readAllBytes(other));
                replace(other, bytes);
                assertHeals(one.getFileName() + " and " + other.getFileName() + " are swapped");
            }
        }
    }

    @Test
    void aCacheWithFilesWhereDirectoriesBelongIsDoneWithout() throws IOException {
        Path repository = files().get(0).getParent().getParent();
        deleteAll(repository);
        Files.createDirectories(repository);
        Files.writeString(repository.resolve("index"), "a file");
        Files.writeString(repository.resolve("snapshots"), "a file");
        assertHeals("there are files in the place of directories");

        deleteAll(cache);
        Files.writeString(cache, "a file");
        assertHeals("the cache is a file");
    }

    @Test
    @Timeout(60)
    void aCacheThatIsDeletedBetweenAnyTwoOperationsIsMadeAnew() throws IOException {
        int operations = 0;
        var objects = Lab.objects(storage);
        for (int number = 1; ; number++) {
            int[] count = {0};
            int deleteAt = number;
            MemoryObjectStore copy = Lab.storeOf(objects);
            ObjectStore store = new Hooks(copy.reopen(), (operation, name) -> {
                if (++count[0] == deleteAt) {
                    deleteAll(cache);
                }
            });
            try (Repository repository = Repository.at(store)
                    .cacheDirectory(cache)
                    .executor(Runnable::run)
                    .open()) {
                lab.write("changing", 100, number);
                Snapshot snapshot = lab.backup(repository);
                lab.assertRestores(repository, snapshot, lab.sourceFiles());
            }
            lab.assertWhole(copy);
            if (count[0] < number) {
                break;
            }
            operations++;
        }
        assertThat(operations).isGreaterThan(10);
    }

    @Test
    void twoOpenRepositoriesShareACache() throws IOException {
        try (Repository one = open(storage.reopen());
                Repository other = open(storage.reopen())) {
            for (int i = 0; i < 12; i++) {
                lab.write("shared" + i, 2000, 100 + i);
                lab.backup(i % 2 == 0 ? one : other);
            }
            for (Repository repository : List.of(one, other)) {
                lab.assertRestores(repository, repository.snapshot("latest"), lab.sourceFiles());
                Lab.assertWhole(repository);
            }
        }
    }

    @Test
    void aWholeCacheDoesNotHideThatTheStorageLostSomething() throws IOException {
        String manifest = Lab.names(storage, "snapshots/").get(0);
        String index = Lab.names(storage, "index/").get(0);
        byte[] cut = {1, 2, 3};
        Lab.put(storage, manifest, cut);
        Lab.put(storage, index, cut);
        try (Repository repository = open(storage.reopen())) {
            assertThat(repository.check().run().damages()).extracting("object").contains(manifest, index);
        }
    }

    private static void deleteAll(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
