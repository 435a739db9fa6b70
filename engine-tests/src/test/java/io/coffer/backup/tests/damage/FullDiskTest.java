package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.store.local.LocalObjectStore;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A storage that becomes full or goes away while a backup runs. */
@Timeout(60)
class FullDiskTest {
    @TempDir
    private Path directory;

    private Lab lab;

    @BeforeEach
    void writeFiles() throws IOException {
        lab = new Lab(directory);
        lab.write("first", 20_000, 1);
    }

    @Test
    void aFullStorageIsSaidToBeFullAndWhatWasStoredIsUsedLater() throws IOException {
        MemoryObjectStore storage = new MemoryObjectStore();
        FaultyObjectStore store = new FaultyObjectStore(storage.reopen());
        try (Repository repository = lab.create(store)) {
            Snapshot first = lab.backup(repository);
            Map<String, ByteBuffer> firstFiles = lab.sourceFiles();
            lab.write("second", 2_000_000, 2);
            Fault full = Fault.on(StoreOperation.PUT)
                    .named("packs/")
                    .nth(100)
                    .forEver()
                    .throwing(message -> new StoreFullException(message + "; free space", null, null))
                    .build();
            store.plan(full);

            assertThatThrownBy(() -> lab.backup(repository))
                    .isInstanceOf(StoreFullException.class)
                    .hasMessageContaining("free space");

            assertThat(full.fired()).isTrue();
            lab.assertRestores(repository, first, firstFiles);
            Lab.assertWhole(repository);
            store.heal();
            Snapshot second = lab.backup(repository);
            assertThat(second.manifest().statistics().storedBytes())
                    .as("less than everything is stored")
                    .isLessThan(1_500_000);
            lab.assertRestores(repository, second, lab.sourceFiles());
            Lab.assertWhole(repository);
        }
    }

    @Test
    void aFullFileSystemIsSaidToBeFullAndIsUsableAgainAfterwards() throws Exception {
        Path mount = Files.createDirectories(directory.resolve("mount"));
        String problem = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString());
        if (!problem.isEmpty()) {
            System.err.println("SKIPPED, because a file system cannot be mounted here: " + problem);
        }
        assumeThat(problem).isEmpty();
        try (Repository repository = lab.create(LocalObjectStore.at(mount.resolve("repository")))) {
            Snapshot first = lab.backup(repository);
            Map<String, ByteBuffer> firstFiles = lab.sourceFiles();
            lab.write("second", 2_000_000, 2);

            assertThatThrownBy(() -> lab.backup(repository))
                    .isInstanceOf(StoreFullException.class)
                    .hasMessageContaining("free space or raise the quota");

            lab.assertRestores(repository, first, firstFiles);
            assertThat(run("mount", "-o", "remount,size=8m", mount.toString())).isEmpty();
            Snapshot second = lab.backup(repository);
            lab.assertRestores(repository, second, lab.sourceFiles());
            Lab.assertWhole(repository);
        } finally {
            assertThat(run("umount", mount.toString())).isEmpty();
        }
    }

    private static String run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? "" : "it failed: " + output;
        } catch (IOException noSuchCommand) {
            return String.valueOf(noSuchCommand.getMessage());
        }
    }

    @Test
    void aStorageThatGoesAwayIsSaidToBeGoneAndIsWholeWhenItComesBack() throws IOException {
        Path root = directory.resolve("repository");
        Path away = directory.resolve("away");
        lab.create(LocalObjectStore.at(root)).close();
        int[] puts = {0};
        Hooks store = new Hooks(LocalObjectStore.at(root), (operation, name) -> {
            if (name.startsWith("packs/") && ++puts[0] == 2) {
                Files.move(root, away);
            }
        });
        lab.write("second", 100_000, 2);
        try (Repository repository = lab.open(store)) {
            assertThatThrownBy(() -> lab.backup(repository))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("which was there before, is gone")
                    .hasMessageContaining("connect or mount the storage again");
            assertThat(root).doesNotExist();
        }
        Files.move(away, root);
        try (Repository repository = lab.open(LocalObjectStore.at(root))) {
            assertThat(repository.snapshots()).isEmpty();
            lab.assertRestores(repository, lab.backup(repository), lab.sourceFiles());
            Lab.assertWhole(repository);
        }
    }

    @Test
    void aTemporaryFailureIsToldAsOne() throws IOException {
        FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());
        try (Repository repository = lab.create(store)) {
            store.plan(Fault.on(StoreOperation.PUT).named("packs/").temporary().build());
            assertThatThrownBy(() -> lab.backup(repository))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.isTemporary()).isTrue());
            assertThat(store.unfired()).isEmpty();
            lab.assertRestores(repository, lab.backup(repository), lab.sourceFiles());
        }
    }
}
