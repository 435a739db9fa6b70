package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.testkit.CountingObjectStore;
import io.coffer.backup.testkit.FakeClock;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup that ends at nine tenths, and the next one, whose bytes are counted. */
@Timeout(120)
class ResumedBackupTest {
    private static final int SIZE = 3_000_000;
    /** About as large as packs become here. */
    private static final int PACK = 18_000;

    @TempDir
    private Path directory;

    private Lab lab;
    private MemoryObjectStore storage;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        for (int i = 0; i < 10; i++) {
            lab.write("file" + i, SIZE / 10, i);
        }
        storage = new MemoryObjectStore();
        lab.create(storage.reopen()).close();
    }

    private long packs() throws IOException {
        return Lab.names(storage, "packs/").size();
    }

    /** How many packs a backup makes that nothing disturbs. */
    private long packsOfAll() throws IOException {
        MemoryObjectStore other = new MemoryObjectStore();
        try (Repository repository = lab.create(other)) {
            lab.backup(repository);
        }
        return Lab.names(other, "packs/").size();
    }

    /** How many bytes a backup puts that nothing disturbs. */
    private long bytesOfAll() throws IOException {
        CountingObjectStore counting = new CountingObjectStore(new MemoryObjectStore());
        try (Repository repository = lab.create(counting)) {
            lab.backup(repository);
        }
        return counting.bytes(StoreOperation.PUT);
    }

    /** Backs up once more, and tells how many bytes that put. */
    private long resume() throws IOException {
        CountingObjectStore counting = new CountingObjectStore(storage.reopen());
        try (Repository repository = lab.open(counting)) {
            Snapshot snapshot = lab.backup(repository);
            long bytes = counting.bytes(StoreOperation.PUT);
            System.out.println("resumed: put " + bytes + " of " + SIZE + " bytes");
            lab.assertRestores(repository, snapshot, lab.sourceFiles());
            Lab.assertWhole(repository);
            return bytes;
        }
    }

    @Test
    void afterAFailureTheRestIsStored() throws IOException {
        long all = packsOfAll();
        Fault fault = Fault.on(StoreOperation.PUT)
                .named("packs/")
                .nth(all * 9 / 10)
                .forEver()
                .build();
        try (Repository repository = lab.open(new FaultyObjectStore(storage.reopen()).plan(fault))) {
            assertThatThrownBy(() -> lab.backup(repository)).hasMessageContaining("planned fault");
        }
        assertThat(fault.fired()).isTrue();

        // A tenth, and what had been read but was in no pack yet: a segment for each worker, and trees.
        assertThat(resume()).isLessThan(SIZE / 10 + 6 * PACK);
    }

    @Test
    void afterAKillTheRestIsStoredAndAFifthAtMostOnceMore() throws IOException {
        long all = packsOfAll();
        Fault crash = Fault.on(StoreOperation.PUT)
                .named("packs/")
                .nth(all * 9 / 10)
                .crash()
                .build();
        Repository killed = lab.open(new FaultyObjectStore(storage.reopen()).plan(crash));
        assertThatThrownBy(() -> lab.backup(killed)).hasMessageContaining("planned fault");
        assertThat(crash.fired()).isTrue();
        long stored = packs();
        assertThat(stored).isGreaterThan(all * 8 / 10);

        long again = Math.max(32, stored / 5);
        assertThat(resume()).isLessThan(SIZE / 10 + (again + 6) * PACK);
    }

    @Test
    void aPackThatFailsIsSentAgainWithoutReadingItsFilesAgain() throws IOException {
        FaultyObjectStore faulty = new FaultyObjectStore(storage.reopen());
        long undisturbed = bytesOfAll();
        int faults = 0;
        for (int number = 3; number < 60; number += 7, faults++) {
            Fault.Builder fault = Fault.on(StoreOperation.PUT)
                    .named("packs/")
                    .nth(number)
                    .throwing(message -> new StoreUnavailableException(message, null, Duration.ofSeconds(30), null));
            faulty.plan((number % 2 == 0 ? fault.afterEffect() : fault).build());
        }
        CountingObjectStore counting = new CountingObjectStore(faulty);
        try (Repository repository = lab.at(counting)
                .retry(RetryPolicy.REMOTE)
                .time(new FakeClock().asMonotonicTime())
                .open()) {
            Snapshot snapshot = lab.backup(repository);

            assertThat(faulty.unfired()).isEmpty();
            assertThat(snapshot.manifest().statistics().readBytes()).isEqualTo(SIZE);
            assertThat(counting.bytes(StoreOperation.PUT) - undisturbed)
                    .as("bytes sent twice")
                    .isBetween(1L, faults * 25_000L);
            lab.assertRestores(repository, snapshot, lab.sourceFiles());
        }
        lab.assertWhole(storage.reopen());
    }
}
