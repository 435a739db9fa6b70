package io.coffer.examples.gdrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.testkit.CountingObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store and the engine on it cost in requests to Drive, exactly. */
class CostTest {
    @TempDir
    private Path directory;

    private TestDrive drive;
    private ObjectStore store;

    @BeforeEach
    void start() throws Exception {
        drive = new TestDrive(false);
        store = drive.open();
    }

    @AfterEach
    void stop() {
        drive.close();
    }

    @Test
    void eachCallCosts() throws Exception {
        store.put("a", ObjectData.of(new byte[100]), PutCondition.NONE);
        assertCost(Map.of("create", 1));
        store.put("a", ObjectData.of(new byte[200]), PutCondition.NONE);
        assertCost(Map.of("update", 1));
        store.put("large", ObjectData.of(new byte[16 << 20]), PutCondition.NONE);
        assertCost(Map.of("create", 1, "chunk", 1));
        store.put("b", ObjectData.of(new byte[1]), PutCondition.IF_ABSENT);
        assertCost(Map.of("create", 1, "list", 2));
        store.get("a").close();
        store.get("a", 10, 10);
        assertCost(Map.of("media", 2));
        store.stat("a");
        assertCost(Map.of("get", 1));

        drive.forgetIds();
        store.get("a", 10, 10);
        assertCost(Map.of("list", 1, "media", 1));
        drive.forgetIds();
        List<String> names = new ArrayList<>();
        store.list("", object -> names.add(object.name()));
        assertCost(Map.of("list", 1));
        store.get("b").close();
        assertCost(Map.of("media", 1));
        store.delete(names);
        assertCost(Map.of("list", 1, "batch", 1));
        store.delete(List.of("a"));
        assertCost(Map.of("list", 1));
        assertThat(drive.server.count("token")).isZero();
    }

    @Test
    void backupCheckAndRestoreCost() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        byte[] content = new byte[40 << 20];
        new Random(1).nextBytes(content);
        Files.write(source.resolve("file"), content);

        CountingObjectStore counting = new CountingObjectStore(store);
        try (Repository repository = Repository.at(counting)
                .cacheDirectory(directory.resolve("cache"))
                .create()) {
            Snapshot snapshot = repository.backup(Source.directory(source)).run();
            // Three packs are large: two requests each. What is put if absent is looked for, before and after; what is
            // deleted is looked for before.
            assertRequests(counting, Map.of("chunk", 3), 2 + 1);

            repository.backup(Source.directory(source)).run();
            assertRequests(counting, Map.of(), 1);

            assertThat(repository.check().readData().run().ok()).isTrue();
            assertRequests(counting, Map.of(), 0);

            Path target = directory.resolve("target");
            repository.restore(snapshot).to(target).run();
            assertRequests(counting, Map.of(), 0);
            assertThat(target.resolve("file")).hasBinaryContent(content);
        }
    }

    /** One request to Drive for each to the store, but for these. */
    private void assertRequests(CountingObjectStore counting, Map<String, Integer> more, int looks) {
        Map<String, Integer> counts = drive.server.counts();
        assertThat(counts.getOrDefault("create", 0) + counts.getOrDefault("update", 0))
                .as("uploads: %s", counts)
                .isEqualTo((int) counting.requests(StoreOperation.PUT));
        assertThat(counts.getOrDefault("media", 0)).as("downloads: %s", counts).isEqualTo((int)
                (counting.requests(StoreOperation.GET) + counting.requests(StoreOperation.GET_RANGE)));
        assertThat(counts.getOrDefault("chunk", 0)).isEqualTo(more.getOrDefault("chunk", 0));
        int all = counts.values().stream().mapToInt(count -> count).sum();
        assertThat(all - counts.getOrDefault("chunk", 0) - (int) counting.requests())
                .as("searches by name: %s for %s", counts, counting)
                .isEqualTo(looks);
        drive.server.resetCounts();
        counting.reset();
    }

    private void assertCost(Map<String, Integer> expected) {
        assertThat(drive.server.counts()).isEqualTo(expected);
        drive.server.resetCounts();
    }
}
