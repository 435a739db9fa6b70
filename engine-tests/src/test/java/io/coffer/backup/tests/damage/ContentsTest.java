package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.ContentStore;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.source.ContentsSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents that an application puts by itself. */
class ContentsTest {
    @TempDir
    private Path directory;

    private Lab lab;
    private MemoryObjectStore storage;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        storage = new MemoryObjectStore();
        lab.create(storage.reopen()).close();
    }

    /** Nothing; less than a chunk; several chunks; more than a reference holds; more than a list holds. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1024, 4096, 4097, 20_000, 400_000, 3_000_000})
    void whatWasPutComesBackHereAndElsewhere(int length) throws IOException {
        byte[] bytes = Lab.bytes(length, length);
        ContentId id;
        try (Repository repository = lab.open(storage.reopen())) {
            ContentStore contents = repository.contents();
            id = contents.put(bytes);
            assertThat(contents.put(new ByteArrayInputStream(bytes))).isEqualTo(id);
            assertHas(contents, id, bytes);
        }
        try (Repository repository = lab.open(storage.reopen())) {
            assertHas(repository.contents(), id, bytes);
        }
        lab.assertWhole(storage.reopen());
    }

    private static void assertHas(ContentStore contents, ContentId id, byte[] bytes) throws IOException {
        assertThat(contents.contains(id)).isTrue();
        assertThat(contents.size(id)).isEqualTo(bytes.length);
        assertThat(contents.get(id)).isEqualTo(bytes);
        try (InputStream in = contents.open(id)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void aContentIsVisibleToOthersAfterFlush() throws IOException {
        try (Repository one = lab.open(storage.reopen());
                Repository other = lab.open(storage.reopen())) {
            ContentId id = one.contents().put(Lab.bytes(500, 1));
            assertThat(one.contents().contains(id)).isTrue();
            assertThat(other.contents().contains(id)).isFalse();
            assertNotFound(other, id);

            one.contents().flush();

            assertThat(other.contents().get(id)).isEqualTo(Lab.bytes(500, 1));
        }
    }

    private static void assertNotFound(Repository repository, ContentId id) {
        assertThatThrownBy(() -> repository.contents().get(id))
                .isInstanceOfSatisfying(
                        ContentNotFoundException.class,
                        missing -> assertThat(missing.subject()).isEqualTo(id.toString()))
                .hasMessageContaining(id.toString())
                .hasMessageContaining("run a check to see what is affected");
        assertThatThrownBy(() -> repository.contents().size(id)).isInstanceOf(ContentNotFoundException.class);
        assertThatThrownBy(() -> repository.contents().open(id)).isInstanceOf(ContentNotFoundException.class);
    }

    @Test
    void aContentAndAFileWithTheSameBytesAreKeptOnce() throws IOException {
        byte[] bytes = Lab.bytes(50_000, 3);
        lab.write("file", bytes);
        try (Repository repository = lab.open(storage.reopen())) {
            repository.contents().put(bytes);
            Snapshot snapshot = lab.backup(repository);
            assertThat(snapshot.manifest().statistics().newBytes()).isLessThan(5000);
            long packs = repository.statistics().packBytes();
            repository.contents().put(bytes);
            repository.contents().flush();
            assertThat(repository.statistics().packBytes() - packs).isLessThan(5000);
        }
    }

    @Test
    void aSourceOfContentsAnchorsThemInASnapshot() throws IOException {
        byte[] large = Lab.bytes(400_000, 4);
        try (Repository repository = lab.open(storage.reopen())) {
            ContentId small = repository.contents().put("hello".getBytes());
            ContentId big = repository.contents().put(large);
            Snapshot snapshot = repository
                    .backup(Source.contents()
                            .named("mine")
                            .add("a/hello", small, Instant.EPOCH)
                            .add("big", big, Instant.EPOCH)
                            .build())
                    .run();
            assertThat(snapshot.find("a/hello").attributes().size()).isEqualTo(5);
            try (InputStream in = snapshot.open("big")) {
                assertThat(in.readAllBytes()).isEqualTo(large);
            }
            Lab.assertWhole(repository);
        }
    }

    @Test
    void aSourceThatNamesAMissingContentFailsTheBackup() throws IOException {
        ContentId missing = ContentId.of(Lab.bytes(32, 9));
        try (Repository repository = lab.open(storage.reopen())) {
            assertThatThrownBy(() -> repository
                            .backup(Source.contents()
                                    .add("a", missing, Instant.EPOCH)
                                    .build())
                            .run())
                    .isInstanceOf(ContentNotFoundException.class)
                    .hasMessageContaining(missing.toString());
            assertThat(repository.snapshots()).isEmpty();
        }
    }

    @Test
    void aFileThatTheStorageMissesIsNotTakenForAnEntryThatVanished() throws IOException {
        ContentId big;
        try (Repository repository = lab.open(storage.reopen())) {
            big = repository.contents().put(Lab.bytes(400_000, 5));
        }
        ObjectStore store = new Hooks(storage.reopen(), (operation, name) -> {
            if (operation.equals("get") && name.startsWith("packs/")) {
                throw new NoSuchFileException("/mnt/gone/" + name);
            }
        });
        try (Repository repository = lab.open(store)) {
            Source source = Source.contents().add("big", big, Instant.EPOCH).build();
            assertThatThrownBy(() -> repository.backup(source).run()).hasMessageContaining("/mnt/gone");
            assertThat(repository.snapshots()).isEmpty();
        }
    }

    @Test
    void noPathIsBothAFileAndADirectory() {
        ContentId id = ContentId.of(Lab.bytes(32, 1));
        ContentsSource.Builder source = Source.contents()
                .add("a/b/c", id, Instant.EPOCH)
                .add("a/b.txt", id, Instant.EPOCH)
                .add("a/b0", id, Instant.EPOCH)
                .add("ab", id, Instant.EPOCH);
        for (String taken : List.of("a", "a/b", "a/b/c", "a/b/c/d", "ab/c")) {
            assertThatThrownBy(() -> source.add(taken, id, Instant.EPOCH))
                    .as(taken)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(taken);
        }
        for (String free : List.of("a/z", "a/b-", "a/b/cd", "a/b/b", "b", "a/b1")) {
            assertThatCode(() -> source.add(free, id, Instant.EPOCH)).as(free).doesNotThrowAnyException();
        }
    }

    @Test
    void aContentThatCouldNotBeStoredCanBePutAgain() throws IOException {
        FaultyObjectStore store = new FaultyObjectStore(storage.reopen());
        byte[] bytes = Lab.bytes(200_000, 6);
        try (Repository repository = lab.open(store)) {
            Fault fault = Fault.on(StoreOperation.PUT).named("packs/").build();
            store.plan(fault);
            assertThatThrownBy(() -> {
                        repository.contents().put(bytes);
                        repository.contents().flush();
                    })
                    .hasMessageContaining("planned fault");
            assertThat(fault.fired()).isTrue();

            ContentId id = repository.contents().put(bytes);
            repository.contents().flush();
            assertThat(repository.contents().get(id)).isEqualTo(bytes);
        }
        lab.assertWhole(storage.reopen());
    }

    @Test
    void contentsThatWereLostWithAnotherAreToldOfByTheNextFlush() throws IOException {
        FaultyObjectStore store = new FaultyObjectStore(storage.reopen());
        try (Repository repository = lab.open(store)) {
            ContentId small = repository.contents().put("hello".getBytes());
            store.plan(Fault.on(StoreOperation.PUT).named("packs/").forEver().build());
            assertThatThrownBy(() -> repository.contents().put(Lab.bytes(400_000, 7)))
                    .hasMessageContaining("planned fault");
            store.heal();

            assertThatThrownBy(() -> repository.contents().flush())
                    .isInstanceOf(RepositoryException.class)
                    .hasMessageContaining("put again what was put since the last flush");

            assertThat(repository.contents().contains(small)).isFalse();
            repository.contents().put("hello".getBytes());
            repository.contents().flush();
            assertThat(repository.contents().get(small)).isEqualTo("hello".getBytes());
        }
    }

    @Test
    void aStreamThatFailsLeavesTheContentsBeforeIt() throws IOException {
        try (Repository repository = lab.open(storage.reopen())) {
            ContentId before = repository.contents().put("before".getBytes());
            assertThatThrownBy(() -> repository.contents().put(new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw new IOException("the cable was pulled");
                        }
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the cable was pulled");
            repository.contents().flush();
            assertThat(repository.contents().get(before)).isEqualTo("before".getBytes());
        }
    }
}
