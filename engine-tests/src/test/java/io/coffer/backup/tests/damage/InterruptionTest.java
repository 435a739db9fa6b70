package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.store.local.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The thread that runs a backup is interrupted, at one operation of the storage after the other. */
@Timeout(60)
class InterruptionTest {
    @TempDir
    private Path directory;

    private Lab lab;

    @BeforeEach
    void writeFiles() throws IOException {
        lab = new Lab(directory);
        lab.write("small", 100, 1);
        lab.write("sub/large", 60_000, 2);
    }

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    @Test
    void anInterruptedBackupSaysSoLeavesNoSnapshotAndHarmsNothing() throws IOException {
        int interrupted = 0;
        for (int number = 1; ; number++) {
            Path root = lab.fresh("repository");
            lab.create(LocalObjectStore.at(root)).close();
            Outcome outcome = backup(root, number);
            assertThat(outcome.failure())
                    .as("interrupted at operation %d", number)
                    .isNull();
            if (!outcome.hooked()) {
                break;
            }
            interrupted++;
            assertUsable(root, outcome, number);
        }
        assertThat(interrupted).as("operations that were interrupted").isGreaterThan(8);
    }

    private record Outcome(boolean hooked, boolean succeeded, String failure) {}

    private Outcome backup(Path root, int number) throws IOException {
        Thread caller = Thread.currentThread();
        AtomicInteger operations = new AtomicInteger();
        ObjectStore store = new Hooks(LocalObjectStore.at(root), (operation, name) -> {
            if (operations.incrementAndGet() == number) {
                caller.interrupt();
            }
        });
        boolean flag;
        boolean succeeded = false;
        String failure = null;
        try (Repository repository = lab.open(store)) {
            operations.set(0);
            try {
                lab.backup(repository);
                succeeded = true;
            } catch (OperationInterruptedException expected) {
                failure = expected.getMessage().contains("run it again") ? null : expected.getMessage();
            } catch (IOException | RuntimeException other) {
                failure = other.toString();
            }
            boolean hooked = operations.get() >= number;
            flag = Thread.interrupted();
            if (hooked && !flag) {
                failure = "the flag of the thread is not set";
            }
            return new Outcome(hooked, succeeded, failure);
        }
    }

    private void assertUsable(Path root, Outcome outcome, int number) throws IOException {
        try (Repository repository = lab.open(LocalObjectStore.at(root))) {
            assertThat(repository.snapshots())
                    .as("snapshots after an interruption at operation %d", number)
                    .hasSize(outcome.succeeded() ? 1 : 0);
            Snapshot snapshot = lab.backup(repository);
            lab.assertRestores(repository, snapshot, lab.sourceFiles());
            Lab.assertWhole(repository);
        }
    }

    @Test
    void anInterruptedRestoreAndCheckSaySo() throws IOException {
        Path root = lab.fresh("repository");
        try (Repository repository = lab.create(LocalObjectStore.at(root))) {
            Snapshot snapshot = lab.backup(repository);

            Thread.currentThread().interrupt();
            assertInterrupted(
                    () -> repository.restore(snapshot).to(lab.fresh("target")).run());
            Thread.currentThread().interrupt();
            assertInterrupted(() -> repository.check().readData().run());
            Thread.currentThread().interrupt();
            assertInterrupted(() -> repository.contents().put(Lab.bytes(50_000, 3)));

            lab.assertRestores(repository, snapshot, lab.sourceFiles());
            Lab.assertWhole(repository);
        }
    }

    private static void assertInterrupted(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(call))
                .isInstanceOf(OperationInterruptedException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).as("the flag").isTrue();
    }
}
