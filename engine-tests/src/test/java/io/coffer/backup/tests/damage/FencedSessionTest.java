package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.SessionExpiredException;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.decorator.AppendOnlyObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup whose session is ended by somebody else just before it commits. */
class FencedSessionTest {
    @TempDir
    private Path directory;

    private Lab lab;
    private MemoryObjectStore storage;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        lab.write("file", 20_000, 1);
        storage = new MemoryObjectStore();
        lab.create(storage.reopen()).close();
    }

    @Test
    void aBackupWhoseContentsAreAllThereSucceeds() throws IOException {
        Hooks store = new Hooks(storage.reopen(), (operation, name) -> {
            if (operation.equals("put") && name.startsWith("snapshots/")) {
                storage.delete(Lab.names(storage, "sessions/"));
            }
        });
        try (Repository repository = lab.open(store)) {
            Snapshot snapshot = lab.backup(repository);
            lab.assertRestores(repository, snapshot, lab.sourceFiles());
        }
        lab.assertWhole(storage.reopen());
    }

    @Test
    void aBackupThatLostAContentIsTakenBack() throws IOException {
        Hooks store = new Hooks(storage.reopen(), (operation, name) -> {
            if (operation.equals("put") && name.startsWith("snapshots/")) {
                storage.delete(Lab.names(storage, "sessions/"));
                storage.delete(Lab.names(storage, "index/"));
                storage.delete(List.of(Lab.names(storage, "packs/").get(0)));
            }
        });
        try (Repository repository = lab.open(store)) {
            assertThatThrownBy(() -> lab.backup(repository))
                    .isInstanceOfSatisfying(SessionExpiredException.class, expired -> {
                        assertThat(expired.subject()).startsWith("sessions/");
                        assertThat(expired.isTemporary()).isTrue();
                    })
                    .hasMessageContaining("the snapshot was taken back, run the backup again");
        }
        assertThat(Lab.names(storage, "snapshots/")).isEmpty();
        try (Repository repository = lab.open(storage.reopen())) {
            lab.assertRestores(repository, lab.backup(repository), lab.sourceFiles());
            Lab.assertWhole(repository);
        }
    }

    /** While something was missing a prune has named the snapshot, and somebody has forgotten it. */
    @Test
    void aBackupWhoseSnapshotWasRemovedMeanwhileFails() throws IOException {
        Hooks store = new Hooks(storage.reopen(), (operation, name) -> {
            if (operation.equals("list") && !Lab.names(storage, "snapshots/").isEmpty()) {
                storage.delete(Lab.names(storage, "snapshots/"));
            } else if (operation.equals("put") && name.startsWith("snapshots/")) {
                storage.delete(Lab.names(storage, "sessions/"));
            }
        });
        try (Repository repository = lab.open(store)) {
            assertThatThrownBy(() -> lab.backup(repository))
                    .isInstanceOfSatisfying(
                            SessionExpiredException.class,
                            expired -> assertThat(expired.isTemporary()).isTrue())
                    .hasMessageContaining("somebody has removed its snapshot since; run the backup again");
        }
        assertThat(Lab.names(storage, "snapshots/")).isEmpty();
    }

    @Test
    void aSnapshotThatCannotBeTakenBackIsNamed() throws IOException {
        Hooks store = new Hooks(storage.reopen(), (operation, name) -> {
            if (operation.equals("put") && name.startsWith("snapshots/")) {
                storage.delete(Lab.names(storage, "sessions/"));
                storage.delete(Lab.names(storage, "index/"));
                storage.delete(List.of(Lab.names(storage, "packs/").get(0)));
            }
        });
        try (Repository repository = lab.open(new AppendOnlyObjectStore(store))) {
            assertThatThrownBy(() -> lab.backup(repository))
                    .isInstanceOf(SessionExpiredException.class)
                    .hasMessageContaining("could not be taken back")
                    .hasMessageContaining("forget it")
                    .hasCauseInstanceOf(StoreAccessException.class);
        }
        assertThat(Lab.names(storage, "snapshots/")).hasSize(1);
    }

    @Test
    void contentsThatWerePutInAnEndedSessionAreSaidToBeGone() throws IOException {
        try (Repository repository = lab.open(storage.reopen())) {
            byte[] bytes = Lab.bytes(3000, 5);
            repository.contents().put(bytes);
            storage.delete(Lab.names(storage, "sessions/"));
            assertThatThrownBy(() -> repository.contents().flush())
                    .isInstanceOf(SessionExpiredException.class)
                    .hasMessageContaining("put it again");
            var id = repository.contents().put(bytes);
            repository.contents().flush();
            assertThat(repository.contents().get(id)).isEqualTo(bytes);
        }
    }
}
