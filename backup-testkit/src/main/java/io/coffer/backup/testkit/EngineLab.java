package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CheckReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Small repositories, and what must hold of them. Safe for use by many threads. */
final class EngineLab {
    /** Little data makes several chunks, segments and packs. */
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(8 << 10, 16 << 10, 32 << 10, 64 << 10, 16 << 10, 256 << 10, 1);

    private final Path directory;
    private final int dataSize;
    private final AtomicInteger number = new AtomicInteger();

    EngineLab(Path directory, int dataSize) {
        this.directory = directory;
        this.dataSize = dataSize;
    }

    /** Files to be backed up, of seeds; the same seed gives the same files. */
    SampleTree tree(String name, long... seeds) throws IOException {
        return SampleTree.make(directory.resolve(name), dataSize, seeds);
    }

    Repository create(ObjectStore store) throws IOException {
        return at(store).create();
    }

    Repository open(ObjectStore store) throws IOException {
        return at(store).open();
    }

    /** With a cache of its own, as on another machine. */
    private RepositoryBuilder at(ObjectStore store) {
        return Repository.at(store)
                .cacheDirectory(directory.resolve("cache" + number.incrementAndGet()))
                .parameters(SMALL);
    }

    Snapshot backup(Repository repository, SampleTree tree) throws IOException {
        Snapshot snapshot = repository.backup(Source.directory(tree.root())).run();
        assertThat(snapshot.manifest().complete()).as("the backup is complete").isTrue();
        return snapshot;
    }

    /** Restores to a new place and compares every byte. */
    void assertRestores(Repository repository, Snapshot snapshot, Map<String, ByteBuffer> expected) throws IOException {
        Path target = directory.resolve("target" + number.incrementAndGet());
        RestoreResult result = repository.restore(snapshot).to(target).run();
        assertThat(result.problems()).as("problems of the restore").isEmpty();
        assertThat(result.complete()).as("the restore is complete").isTrue();
        Map<String, ByteBuffer> restored = SampleTree.contentsOf(target);
        assertThat(restored.keySet()).as("restored files").isEqualTo(expected.keySet());
        expected.forEach((path, content) ->
                assertThat(restored.get(path)).as("restored bytes of " + path).isEqualTo(content));
    }

    void assertWhole(Repository repository) throws IOException {
        CheckReport report = repository.check().readData().run();
        assertThat(report.damages()).as("what the check found").isEmpty();
        assertThat(report.ok()).isTrue();
    }

    static long bytes(ObjectStore store, String prefix) throws IOException {
        AtomicLong bytes = new AtomicLong();
        store.list(prefix, object -> bytes.addAndGet(object.size()));
        return bytes.get();
    }

    static List<String> names(ObjectStore store, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        store.list(prefix, object -> names.add(object.name()));
        names.sort(null);
        return names;
    }
}
