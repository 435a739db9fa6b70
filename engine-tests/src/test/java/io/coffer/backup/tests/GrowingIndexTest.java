package io.coffer.backup.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CheckReport;
import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.source.ContentsSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.decorator.RequestCounter;
import io.coffer.backup.spi.decorator.RequestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that stores very much writes index objects all the time, and lookups must not become slower with each. */
class GrowingIndexTest {
    /** What a lookup may have to ask, however long the session. */
    private static final int FEW = 8;

    private static final int FLUSHES = 30;
    private static final int EACH = 10;

    @TempDir
    private Path directory;

    private final MemoryObjectStore storage = new MemoryObjectStore();
    private final RequestCounter requests = new RequestCounter();
    private final List<ContentId> contents = new ArrayList<>();
    private final Map<ContentId, byte[]> bytes = new HashMap<>();
    private Repository repository;

    @BeforeEach
    void storeInOneSession() throws IOException {
        repository = Repository.at(storage).cacheDirectory(directory).create();
        Random random = new Random(42);
        for (int flush = 0; flush < FLUSHES; flush++) {
            for (int i = 0; i < EACH; i++) {
                byte[] content = new byte[100];
                random.nextBytes(content);
                ContentId id = repository.contents().put(content);
                contents.add(id);
                bytes.put(id, content);
            }
            repository.contents().flush();
        }
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith("index"))
                    .filter(file -> !file.toString().endsWith(".covers"))
                    .toList();
        }
    }

    private int indexObjects() throws IOException {
        int[] count = {0};
        storage.list("index/", object -> count[0]++);
        return count[0];
    }

    private void reopen() throws IOException {
        repository.close();
        repository = Repository.at(storage.reopen())
                .cacheDirectory(directory)
                .onRequest(requests)
                .open();
    }

    private Snapshot snapshot(List<ContentId> some) throws IOException {
        ContentsSource.Builder source = Source.contents();
        for (ContentId id : some) {
            source.add(id.toString(), id, Instant.EPOCH);
        }
        return repository.backup(source.build()).run();
    }

    @Test
    void tablesAreMergedWhileTheSessionLasts() throws IOException {
        assertThat(indexObjects()).isGreaterThanOrEqualTo(FLUSHES);
        assertThat(tables()).hasSizeBetween(2, FEW);
        for (ContentId id : contents) {
            assertThat(repository.contents().get(id)).isEqualTo(bytes.get(id));
        }
    }

    @Test
    void theNextSessionUsesWhatWasMerged() throws IOException {
        reopen();
        for (ContentId id : contents) {
            assertThat(repository.contents().contains(id)).as("%s is known", id).isTrue();
        }
        assertThat(tables()).hasSizeBetween(2, FEW);
        assertThat(requests.metrics().of(RequestKind.GET).requests()).isLessThan(FEW);
    }

    @Test
    void aCacheWithoutWhatWasMergedIsMadeAnew() throws IOException {
        for (Path file : tables()) {
            if (file.toString().endsWith(".merged")) {
                Files.delete(file);
            }
        }
        reopen();
        for (ContentId id : contents) {
            assertThat(repository.contents().get(id)).isEqualTo(bytes.get(id));
        }
    }

    @Test
    void pruneAndCheckWorkWithWhatWasMerged() throws IOException {
        List<ContentId> half = contents.subList(0, contents.size() / 2);
        snapshot(half);
        reopen();
        PruneReport pruned = repository.prune().run();
        assertThat(pruned.finished()).isTrue();
        assertThat(pruned.deletedPacks()).isPositive();
        CheckReport report = repository.check().readData().run();
        assertThat(report.damages()).isEmpty();
        assertThat(report.contents()).isGreaterThanOrEqualTo(half.size());
        for (ContentId id : contents) {
            assertThat(repository.contents().contains(id)).isEqualTo(half.contains(id));
        }
    }
}
