package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryExistsException;
import io.coffer.backup.RepositoryNotFoundException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.internal.format.Envelope;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.UnknownStoreException;
import io.coffer.backup.store.local.LocalObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places that are no repository, or one that cannot be opened, and calls that cannot be meant. */
class OpeningTest {
    @TempDir
    private Path directory;

    private Lab lab;

    @BeforeEach
    void makeLab() {
        lab = new Lab(directory);
    }

    @Test
    void anEmptyDirectoryIsNoRepository() throws IOException {
        assertNoRepository(Files.createDirectory(directory.resolve("empty")));
    }

    @Test
    void aMissingDirectoryIsNoRepositoryAndIsNotMade() {
        assertNoRepository(directory.resolve("missing"));
        assertThat(directory.resolve("missing")).doesNotExist();
    }

    @Test
    void aDirectoryWithOtherFilesIsNoRepository() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other/packs"));
        Files.writeString(other.resolve("letter"), "Dear Sir");
        assertNoRepository(other.getParent());
    }

    @Test
    void aRepositoryWithoutItsConfigIsNotCreatedAnew() throws IOException {
        Path place = directory.resolve("lost");
        try (Repository repository = lab.create(LocalObjectStore.at(place))) {
            lab.write("file", 1000, 1);
            lab.backup(repository);
        }
        byte[] config = Files.readAllBytes(place.resolve("config"));
        Files.delete(place.resolve("config"));
        assertThatThrownBy(() -> Repository.open(place.toString()))
                .isInstanceOf(RepositoryNotFoundException.class)
                .hasMessageContaining("has lost its object \"config\": put a copy of it back");
        assertThatThrownBy(() -> Repository.at(place.toString()).create())
                .isInstanceOf(RepositoryExistsException.class)
                .hasMessageContaining("put a copy of it back");
        assertThatThrownBy(() -> Repository.openOrCreate(place.toString()))
                .isInstanceOf(RepositoryNotFoundException.class)
                .hasMessageContaining("put a copy of it back");
        assertThat(place.resolve("config")).doesNotExist();
        Files.write(place.resolve("config"), config);
        try (Repository repository = Repository.open(place.toString())) {
            assertThat(repository.snapshots()).hasSize(1);
        }
    }

    private void assertNoRepository(Path place) {
        assertThatThrownBy(() -> Repository.open(place.toString()))
                .isInstanceOf(RepositoryNotFoundException.class)
                .hasMessageStartingWith("there is no repository at file:")
                .hasMessageContaining(place.toString())
                .hasMessageEndingWith("check the location, or create a repository there");
    }

    @Test
    void aFileInThePlaceOfADirectoryIsSaidToBeOne() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        assertThatThrownBy(() -> Repository.open(file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a directory")
                .hasMessageContaining("give the path of a directory");
    }

    @Test
    void aRepositoryIsNotCreatedOverAnother() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        lab.create(store).close();
        byte[] config = Lab.read(store, "config");

        assertThatThrownBy(() -> lab.create(store))
                .isInstanceOf(RepositoryExistsException.class)
                .hasMessage("there is a repository at memory:unnamed already; open it, or choose another place");
        assertThat(Lab.read(store, "config")).isEqualTo(config);
        lab.at(store).openOrCreate().close();
    }

    @Test
    void anUnknownSchemeNamesThoseThatAreThere() {
        assertThatThrownBy(() -> Repository.open("nosuch://bucket/prefix"))
                .isInstanceOf(UnknownStoreException.class)
                .hasMessageContaining("no provider for the scheme \"nosuch\"")
                .hasMessageContaining("schemes that are there: file, memory");
        assertThatThrownBy(() -> Repository.open("s3://bucket/prefix"))
                .hasMessageContaining("add the module io.coffer:backup-store-s3");
    }

    @Test
    void aNewerVersionOfAnObjectAsksForANewerLibrary() throws IOException {
        SmallRepository small = SmallRepository.make(directory);
        for (String name : small.objects().keySet()) {
            byte[] newer = small.objects().get(name);
            newer[5] = 2;
            if (!name.startsWith("packs/")) {
                int end = newer.length - 32;
                System.arraycopy(Sha256.of(Arrays.copyOf(newer, end)), 0, newer, end, 32);
            }
            String message = " has format version 2, this library reads up to 1; use a newer version";
            if (name.equals("config")) {
                assertThatThrownBy(() -> lab.open(small.storeWith(name, newer)))
                        .isInstanceOf(UnsupportedFormatException.class)
                        .hasMessageContaining(name + message);
            } else {
                try (Repository repository = lab.open(small.storeWith(name, newer))) {
                    assertThat(repository.check().readData().run().damages()).anySatisfy(damage -> {
                        assertThat(damage.object()).isEqualTo(name);
                        assertThat(damage.message()).startsWith("it" + message);
                    });
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "format":1                  | "format":2                 | format "2"
            "features":[]               | "features":["levitation"]  | feature "levitation"
            "contentId":"sha256"        | "contentId":"blake9"       | contentId "blake9"
            "algorithm":"fastcdc-gear64"| "algorithm":"other"        | chunker "other"
            "algorithm":"zstd"          | "algorithm":"brotli"       | compression "brotli"
            """)
    void aConfigThatNeedsSomethingUnknownSaysWhat(String part, String other, String named) throws IOException {
        MemoryObjectStore store = storeWithConfig(part, other);
        assertThatThrownBy(() -> lab.open(store))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("the repository needs " + named
                        + ", which this library does not know; use a newer version of the library");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "minimum":1024      | "minimum":1             | minimumChunk must be at least
            "maximum":4096      | "maximum":99999999999   | too large
            "maximum":4096      | "maximum":1073741824    | maximumChunk must be at most
            "packSize":16384    | "packSize":2147483647   | packSize must be at most
            "packSize":16384    | "packSize":"big"        | of another type
            "packSize":16384    | "other":1               | missing
            "level":1           | "level":99              | compressionLevel must be 1 to 19
            "created":"2        | "created":"when 2       | expected a time
            "id":"              | "id":"x                 | UUID
            """)
    void aConfigWithImpossibleValuesIsDamaged(String part, String other, String named) throws IOException {
        MemoryObjectStore store = storeWithConfig(part, other);
        assertThatThrownBy(() -> lab.open(store))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageStartingWith("config is damaged: ")
                .hasMessageContaining(named)
                .hasMessageContaining("restore the object from a copy");
    }

    private MemoryObjectStore storeWithConfig(String part, String other) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        lab.create(store).close();
        byte[] config = Lab.read(store, "config");
        byte[] payload = Arrays.copyOfRange(config, 8, config.length - 32);
        String json = new String(payload, StandardCharsets.UTF_8);
        assertThat(json).contains(part);
        byte[] changed = json.replace(part, other).getBytes(StandardCharsets.UTF_8);
        Lab.put(store, "config", Envelope.wrap(ObjectType.CONFIG, changed));
        return store;
    }

    @Test
    void aClosedRepositorySaysSo() throws IOException {
        Repository repository = lab.create(new MemoryObjectStore());
        Snapshot snapshot = lab.backup(repository);
        var contents = repository.contents();
        repository.close();
        repository.close();

        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                new org.assertj.core.api.ThrowableAssert.ThrowingCallable[] {
                    repository::contents,
                    repository::snapshots,
                    repository::check,
                    repository::statistics,
                    repository::rebuildIndex,
                    () -> repository.snapshot("latest"),
                    () -> repository.backup(lab.source()),
                    () -> repository.restore(snapshot),
                    () -> contents.put(new byte[10]),
                    () -> contents.contains(io.coffer.backup.model.ContentId.of(new byte[32]))
                }) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage("the repository is closed");
        }
    }

    @Test
    void aSnapshotOfAnotherRepositoryIsRefused() throws IOException {
        lab.write("file", 10, 1);
        try (Repository one = lab.create(new MemoryObjectStore());
                Repository other = lab.create(new MemoryObjectStore())) {
            Snapshot snapshot = lab.backup(one);

            assertThatThrownBy(() -> other.restore(snapshot))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(snapshot.id())
                    .hasMessageContaining("ask this repository for it");
            assertThatThrownBy(() -> other.backup(lab.source()).parent(snapshot))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of another repository");
        }
    }

    @Test
    void callsThatCannotBeMeantAreRefused() throws IOException {
        try (Repository repository = lab.create(new MemoryObjectStore())) {
            assertThatThrownBy(() -> repository.backup())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a backup needs at least one source");
            assertThatThrownBy(() -> repository.backup(lab.source(), lab.source()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("two sources have the name \"source\"");
            for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
                assertThatThrownBy(() -> repository.check().readData(share))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("from 0 to 1");
            }
            assertThatThrownBy(() -> repository
                            .backup(Source.directory(directory.resolve("gone")))
                            .run())
                    .isInstanceOf(java.nio.file.NoSuchFileException.class)
                    .hasMessageContaining("gone");
        }
        assertThatThrownBy(() -> new RepositoryParameters(1024, 3000, 4096, 4096, 4096, 16384, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("averageChunk must be a power of two, was 3000");
    }
}
