package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;

/** A repository in memory, and the two operations that are all about it. */
final class Vault implements AutoCloseable {
    private final Repository repository;

    Vault(Path directory) throws IOException {
        this(directory, new MemoryObjectStore());
    }

    Vault(Path directory, ObjectStore store) throws IOException {
        repository =
                Repository.at(store).cacheDirectory(directory.resolve("cache")).openOrCreate();
    }

    Repository repository() {
        return repository;
    }

    Snapshot backup(Path directory) throws IOException {
        return repository.backup(Source.directory(directory)).run();
    }

    /** Backs up what must be possible without any loss. */
    Snapshot backupWhole(Path directory) throws IOException {
        Snapshot snapshot = backup(directory);
        assertThat(snapshot.manifest().problems()).isEmpty();
        assertThat(snapshot.manifest().complete()).isTrue();
        return snapshot;
    }

    RestoreResult restore(Snapshot snapshot, Path target) throws IOException {
        return repository.restore(snapshot).to(target).run();
    }

    /** Backs a directory up, and restores it to where nothing is; neither may lose anything. */
    static Snapshot roundTrip(Path work, Path source, Path target) throws IOException {
        TreeState before = TreeState.of(source);
        try (Vault vault = new Vault(work)) {
            Snapshot snapshot = vault.backupWhole(source);
            RestoreResult result = vault.restore(snapshot, target);
            assertThat(result.problems()).isEmpty();
            assertThat(result.complete()).isTrue();
            assertThat(before.differences(TreeState.of(target))).isEmpty();
            assertThat(before.differences(TreeState.of(source))).isEmpty();
            assertThat(vault.repository().check().readData().run().damages()).isEmpty();
            return snapshot;
        }
    }

    @Override
    public void close() throws IOException {
        repository.close();
    }
}
