package io.coffer.backup.tests.fidelity;

import static io.coffer.backup.testkit.StoreOperation.GET;
import static io.coffer.backup.testkit.StoreOperation.GET_RANGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.RestoreOperation.Conflict;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A restore that ends early leaves whole files, and nothing else. */
@EnabledOnOs(OS.LINUX)
class InterruptedRestoreTest {
    @TempDir
    private Path directory;

    private Path makeSource() throws IOException {
        Shell.requireCommands("bash");
        Path source = Files.createDirectory(directory.resolve("source"));
        Shell.bash(
                source,
                "mkdir a b; head -c 9000000 /dev/urandom > a/large; head -c 3000000 /dev/urandom > b/large;"
                        + "for i in $(seq 30); do head -c 40000 /dev/urandom > b/$i; done; ln a/large b/same;"
                        + "head -c 200000 /dev/urandom > a/holes; truncate -s 5M a/holes");
        return source;
    }

    private void assertOnlyWholeFiles(Path source, Path target) {
        TreeState whole = TreeState.of(source);
        TreeState found = TreeState.of(target);
        assertThat(whole.names()).containsAll(found.names());
        for (String name : found.names()) {
            if (found.get(name, "kind").equals("f")) {
                assertThat(found.get(name, "content")).as(name).isEqualTo(whole.get(name, "content"));
            }
        }
    }

    @Test
    void nothingHalfIsLeftWhereverTheStorageFails() throws IOException {
        Path source = makeSource();
        MemoryObjectStore store = new MemoryObjectStore();
        try (Vault vault = new Vault(directory, store)) {
            vault.backupWhole(source);
        }
        int failures = 0;
        for (int nth = 1; ; nth++) {
            FaultyObjectStore faulty = new FaultyObjectStore(store);
            Path target = directory.resolve("target" + nth);
            try (Vault vault = new Vault(directory.resolve("c" + nth), faulty)) {
                Snapshot snapshot = vault.repository().snapshot("latest");
                Fault fault = Fault.on(GET, GET_RANGE).named("packs/").nth(nth).build();
                faulty.plan(fault);
                try {
                    vault.restore(snapshot, target);
                } catch (IOException failed) {
                    failures++;
                }
                if (!fault.fired()) {
                    break;
                }
                if (Files.exists(target)) {
                    assertOnlyWholeFiles(source, target);
                }
                faulty.heal();
                vault.repository()
                        .restore(snapshot)
                        .to(target)
                        .onConflict(Conflict.OVERWRITE_IF_DIFFERENT)
                        .run();
                assertThat(TreeState.of(source).differences(TreeState.of(target)))
                        .isEmpty();
            }
        }
        assertThat(failures).isPositive();
    }

    @Test
    void anInterruptedThreadLeavesOnlyWholeFiles() throws IOException {
        Path source = makeSource();
        Path target = directory.resolve("target");
        try (Vault vault = new Vault(directory)) {
            Snapshot snapshot = vault.backupWhole(source);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> vault.restore(snapshot, target)).isInstanceOf(OperationInterruptedException.class);
            Thread.interrupted();
            if (Files.exists(target)) {
                assertOnlyWholeFiles(source, target);
            }
        } finally {
            Thread.interrupted();
        }
    }
}
