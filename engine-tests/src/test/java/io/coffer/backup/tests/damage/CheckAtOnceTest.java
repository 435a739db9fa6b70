package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.Repository;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A check follows references in the thread of the caller while others read packs. */
@Timeout(60)
class CheckAtOnceTest {
    private static final int SNAPSHOTS = 3;

    @TempDir
    private Path directory;

    private Lab lab;
    private MemoryObjectStore storage;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        storage = new MemoryObjectStore();
        lab.write("large", 50 * Lab.SMALL.packSize(), 0);
        try (Repository repository = lab.create(storage.reopen())) {
            for (int i = 0; i < SNAPSHOTS; i++) {
                lab.write("small", 100, i);
                lab.backup(repository);
            }
        }
    }

    @Test
    void referencesAreFollowedBeforePacksAreRead() throws IOException {
        Thread caller = Thread.currentThread();
        CountDownLatch manifests = new CountDownLatch(SNAPSHOTS);
        Hooks store = new Hooks(storage.reopen(), (operation, name) -> {
            if (operation.equals("get") && name.startsWith("snapshots/")) {
                manifests.countDown();
            } else if (name.startsWith("packs/") && Thread.currentThread() != caller) {
                await(manifests);
            }
        });
        try (Repository repository = lab.open(store)) {
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody reads manifests");
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Test
    void anInterruptionEndsItBetweenTwoTrees() throws IOException {
        for (double share : new double[] {0, 1}) {
            AtomicInteger manifests = new AtomicInteger();
            Hooks store = new Hooks(storage.reopen(), (operation, name) -> {
                if (operation.equals("get") && name.startsWith("snapshots/")) {
                    manifests.incrementAndGet();
                    Thread.currentThread().interrupt();
                }
            });
            try (Repository repository = lab.open(store)) {
                assertThatThrownBy(() -> repository.check().readData(share).run())
                        .isInstanceOf(OperationInterruptedException.class)
                        .hasMessageContaining("the check was interrupted");
                assertThat(Thread.interrupted()).as("the flag").isTrue();
            }
            assertThat(manifests).hasValue(1);
        }
    }

    @Test
    void theFirstFailureOfAPackIsThatOfTheCheck() throws IOException {
        Thread caller = Thread.currentThread();
        Hooks store = new Hooks(storage.reopen(), (operation, name) -> {
            if (name.startsWith("packs/") && Thread.currentThread() != caller && !operation.equals("list")) {
                throw new StoreException("the storage is on fire", name, false, null);
            }
        });
        try (Repository repository = lab.open(store)) {
            assertThatThrownBy(() -> repository.check().readData().run())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("on fire");
        }
    }
}
