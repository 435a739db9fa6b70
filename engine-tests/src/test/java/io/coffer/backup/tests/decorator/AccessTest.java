package io.coffer.backup.tests.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.decorator.AppendOnlyObjectStore;
import io.coffer.backup.spi.decorator.ReadOnlyObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that allow a part of what can be done, and repositories on them. */
class AccessTest {
    @TempDir
    private Path directory;

    private final MemoryObjectStore storage = new MemoryObjectStore();
    private Path source;

    @BeforeEach
    void makeRepository() throws IOException {
        source = Files.createDirectories(directory.resolve("source"));
        byte[] bytes = new byte[50_000];
        new Random(1).nextBytes(bytes);
        Files.write(source.resolve("file"), bytes);
        try (Repository repository = Repository.at(storage.reopen())
                .cacheDirectory(directory.resolve("c0"))
                .create()) {
            repository.backup(Source.directory(source)).run();
        }
    }

    private Repository open(ObjectStore store) throws IOException {
        return Repository.at(store).cacheDirectory(directory.resolve("cache")).open();
    }

    private TreeMap<String, Integer> objects() throws IOException {
        TreeMap<String, Integer> objects = new TreeMap<>();
        storage.list("", object -> {
            try (InputStream in = storage.get(object.name())) {
                objects.put(object.name(), java.util.Arrays.hashCode(in.readAllBytes()));
            }
        });
        return objects;
    }

    private static void put(ObjectStore store, String name, String text) throws IOException {
        store.put(name, ObjectData.of(text.getBytes()), PutCondition.NONE);
    }

    @Test
    void aRepositoryThatIsReadOnlyIsRestoredAndCheckedAndNothingElse() throws IOException {
        var before = objects();
        try (Repository repository = open(new ReadOnlyObjectStore(storage.reopen()))) {
            Snapshot snapshot = repository.snapshot("latest");
            assertThat(repository
                            .restore(snapshot)
                            .to(directory.resolve("target"))
                            .run()
                            .complete())
                    .isTrue();
            assertThat(repository.check().readData().run().ok()).isTrue();
            assertThatThrownBy(() -> repository.backup(Source.directory(source)).run())
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining("opened for reading only");
            assertThatThrownBy(() -> repository.contents().put(new byte[100])).isInstanceOf(StoreAccessException.class);
        }
        assertThat(objects()).isEqualTo(before);
    }

    @Test
    void aStoreThatIsReadOnlyRefusesWhateverChangesIt() throws IOException {
        ObjectStore store = new ReadOnlyObjectStore(storage);

        assertThatThrownBy(() -> put(store, "new", "x")).isInstanceOf(StoreAccessException.class);
        assertThatThrownBy(() -> store.delete(List.of("config"))).isInstanceOf(StoreAccessException.class);
        assertThatThrownBy(() -> store.retain(List.of("config"), Instant.EPOCH))
                .isInstanceOf(StoreAccessException.class);
        assertThat(store.recall(List.of("config"))).isEmpty();
        store.delete(List.of());
        assertThatThrownBy(() -> put(store, "No name", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRepositoryThatOnlyGrowsTakesBackupsAndLosesNothing() throws IOException {
        var before = objects();
        try (Repository repository = open(new AppendOnlyObjectStore(storage.reopen()))) {
            Files.writeString(source.resolve("other"), "something new");
            Snapshot snapshot = repository.backup(Source.directory(source)).run();
            repository.contents().put("by hand".getBytes());
            repository.contents().flush();
            assertThat(repository
                            .restore(snapshot)
                            .to(directory.resolve("target"))
                            .run()
                            .complete())
                    .isTrue();
        }
        assertThat(objects()).containsAllEntriesOf(before);
        assertThat(objects().keySet()).as("sessions are ended").noneMatch(name -> name.startsWith("sessions/"));
        try (Repository repository = open(storage.reopen())) {
            assertThat(repository.snapshots()).hasSize(2);
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
    }

    @Test
    void aStoreThatOnlyGrowsKeepsWhatIsThere() throws IOException {
        ObjectStore store = new AppendOnlyObjectStore(storage);
        put(store, "packs/a", "one");

        put(store, "packs/a", "one");
        for (String other : List.of("two", "on", "one and more", "")) {
            assertThatThrownBy(() -> put(store, "packs/a", other))
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining("packs/a")
                    .hasMessageContaining("appending only");
        }
        assertThatThrownBy(() -> store.put("packs/a", ObjectData.of(new byte[1]), PutCondition.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);
        assertThatThrownBy(() -> store.delete(List.of("packs/a"))).isInstanceOf(StoreAccessException.class);

        put(store, "sessions/a", "one");
        put(store, "sessions/a", "two");
        assertThatThrownBy(() -> store.delete(List.of("sessions/a", "packs/a")))
                .isInstanceOf(StoreAccessException.class);
        assertThat(objects()).containsKeys("sessions/a", "packs/a");
        store.delete(List.of("sessions/a"));
        assertThat(objects()).containsKey("packs/a").doesNotContainKey("sessions/a");
        assertThatThrownBy(() -> store.delete(List.of("sessions"))).isInstanceOf(StoreAccessException.class);
    }
}
