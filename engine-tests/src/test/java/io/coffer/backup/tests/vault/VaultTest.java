package io.coffer.backup.tests.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.ColdStorageException;
import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.RestoreOperation.Conflict;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.RetainReport;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage that takes hours to hand objects out, and storage that keeps them from being deleted. */
class VaultTest {
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 << 10, 1);

    @TempDir
    private Path directory;

    private final FakeClock clock = new FakeClock();
    private final Vault vault = new Vault(clock);
    private Path source;
    private Repository repository;
    private Snapshot snapshot;
    private int number;

    @BeforeEach
    void makeRepository() throws IOException {
        source = Files.createDirectories(directory.resolve("source"));
        for (int i = 0; i < 6; i++) {
            Files.write(source.resolve("file" + i), bytes(20_000, i));
        }
        repository = at(vault).create();
        snapshot = backup();
        assertThat(vault.cold()).as("packs of data").hasSizeGreaterThan(4);
    }

    @AfterEach
    void close() throws IOException {
        Thread.interrupted();
        repository.close();
    }

    private RepositoryBuilder at(ObjectStore store) {
        return Repository.at(store)
                .cacheDirectory(directory.resolve("cache" + number++))
                .parameters(SMALL)
                .clock(clock)
                .time(clock.asMonotonicTime());
    }

    private Snapshot backup() throws IOException {
        return repository.backup(Source.directory(source)).run();
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private Path target() {
        return directory.resolve("target" + number++);
    }

    private void assertRestored(Path target) throws IOException {
        for (int i = 0; i < 6; i++) {
            assertThat(target.resolve("file" + i)).hasBinaryContent(bytes(20_000, i));
        }
    }

    @Test
    void aRestoreAsksForAllItNeedsBeforeItReadsAnyOfIt() throws IOException {
        Instant start = clock.instant();
        List<String> told = new ArrayList<>();
        Path target = target();

        RestoreResult result = repository
                .restore(snapshot)
                .to(target)
                .waitForColdStorage(Duration.ofHours(12))
                .onProgress(progress -> told.add(String.valueOf(progress.current())))
                .run();

        assertThat(result.complete()).isTrue();
        assertRestored(target);
        assertThat(new TreeSet<>(vault.recalls.get(0))).isEqualTo(vault.cold());
        assertThat(Duration.between(start, clock.instant())).isBetween(Vault.TIME_TO_BRING, Duration.ofMinutes(316));
        assertThat(vault.recalls).as("looks").hasSizeLessThan(30);
        assertThat(told)
                .anySatisfy(text -> assertThat(text).contains("waiting for").contains("cold storage"));
    }

    @Test
    void parityIsNeverCold() throws IOException {
        Vault other = new Vault(clock);
        try (Repository withParity = at(other).parity(5).create()) {
            withParity.backup(Source.directory(source)).run();
            assertThat(other.cold()).isNotEmpty().allMatch(name -> name.startsWith("packs/"));

            assertThat(withParity
                            .check()
                            .readData()
                            .waitForColdStorage(Duration.ofHours(12))
                            .run()
                            .damages())
                    .isEmpty();
        }
    }

    @Test
    void aRestoreThatMayNotWaitAsksAndSaysWhenToComeBack() throws IOException {
        Path target = target();

        ColdStorageException cold = catchThrowableOfType(
                ColdStorageException.class,
                () -> repository.restore(snapshot).to(target).run());

        assertThat(cold)
                .hasMessageContaining("have been asked for at " + clock.instant())
                .hasMessageContaining("Run this again");
        assertThat(cold.objects()).isEqualTo(vault.cold().size());
        assertThat(cold.askedSince()).isEqualTo(clock.instant());
        assertThat(cold.isTemporary()).isTrue();
        assertThat(target).doesNotExist();

        clock.advance(Vault.TIME_TO_BRING);
        assertThat(repository.restore(snapshot).to(target).run().complete()).isTrue();
        assertRestored(target);
    }

    @Test
    void aRestoreWaitsNoLongerThanItMay() {
        Instant start = clock.instant();

        assertThatThrownBy(() -> repository
                        .restore(snapshot)
                        .to(target())
                        .waitForColdStorage(Duration.ofHours(2))
                        .run())
                .isInstanceOf(ColdStorageException.class)
                .hasMessageContaining("not there after PT2H");

        assertThat(Duration.between(start, clock.instant())).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void onlyWhatIsRestoredIsAskedFor() throws IOException {
        Path target = target();
        repository
                .restore(snapshot)
                .to(target)
                .include("file3")
                .waitForColdStorage(Duration.ofHours(12))
                .run();

        assertThat(target.resolve("file3")).hasBinaryContent(bytes(20_000, 3));
        assertThat(vault.recalls.get(0)).hasSizeBetween(1, 4);
        Set<String> read = new TreeSet<>(vault.read);
        read.retainAll(vault.cold());
        assertThat(read).isEqualTo(new TreeSet<>(vault.recalls.get(0)));
    }

    @Test
    void whatIsThereAlreadyIsNotAskedFor() throws IOException {
        clock.advance(Duration.ofDays(1));
        RestoreResult result = repository
                .restore(snapshot)
                .to(source)
                .onConflict(Conflict.OVERWRITE_IF_DIFFERENT)
                .run();

        assertThat(result.complete()).isTrue();
        assertThat(vault.recalls).isEmpty();
    }

    @Test
    void anInterruptionEndsTheWait() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> repository
                        .restore(snapshot)
                        .to(target())
                        .waitForColdStorage(Duration.ofHours(12))
                        .run())
                .isInstanceOf(OperationInterruptedException.class);
    }

    @Test
    void aCheckAsksForWhatItReads() throws IOException {
        assertThat(repository.check().run().ok()).isTrue();
        assertThat(vault.recalls).isEmpty();

        assertThatThrownBy(() -> repository.check().readData().run()).isInstanceOf(ColdStorageException.class);

        var report = repository
                .check()
                .readData()
                .waitForColdStorage(Duration.ofHours(12))
                .run();
        assertThat(report.ok()).isTrue();
        assertThat(report.readPacks()).isEqualTo(report.packs());
    }

    @Test
    void aBackupNeedsNothingThatIsCold() throws IOException {
        Files.write(source.resolve("file0"), bytes(20_000, 99));

        backup();

        assertThat(vault.recalls).isEmpty();
    }

    @Test
    void whatIsKeptIsEnoughWhenAllElseIsDeleted() throws IOException {
        RetainReport report = repository.extendRetention(Duration.ofDays(30));

        assertThat(report.snapshots()).isEqualTo(1);
        assertThat(report.until()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
        assertThat(report.objects()).isEqualTo(vault.locked().size());
        clock.advance(Duration.ofDays(29));
        deleteWhateverCanBeDeleted();
        clock.advance(Vault.TIME_TO_BRING);
        try (Repository robbed = at(vault).open()) {
            assertThat(robbed.snapshots()).hasSize(1);
            assertThatThrownBy(() -> robbed.check().readData().run()).isInstanceOf(ColdStorageException.class);
            clock.advance(Vault.TIME_TO_BRING);
            assertThat(robbed.check().readData().run().damages()).isEmpty();
            Path target = target();
            assertThat(robbed.restore(robbed.snapshot("latest"))
                            .to(target)
                            .run()
                            .complete())
                    .isTrue();
            assertRestored(target);
        }
    }

    private void deleteWhateverCanBeDeleted() throws IOException {
        List<String> names = new ArrayList<>();
        vault.list("", object -> names.add(object.name()));
        int refused = 0;
        for (String name : names) {
            try {
                vault.delete(List.of(name));
            } catch (ObjectLockedException kept) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(vault.locked().size());
    }

    @Test
    void whatNoSnapshotNeedsIsNotKept() throws IOException {
        Set<String> before = vault.cold();
        for (int i = 0; i < 6; i++) {
            Files.write(source.resolve("file" + i), bytes(20_000, 100 + i));
        }
        Snapshot second = backup();
        Set<String> after = vault.cold();
        after.removeAll(before);
        repository.forget(List.of(snapshot));

        repository.extendRetention(Duration.ofDays(30));

        assertThat(vault.locked().keySet())
                .contains("config", "snapshots/" + second.id())
                .containsAll(after)
                .doesNotContainAnyElementsOf(before)
                .doesNotContain("snapshots/" + snapshot.id())
                .noneMatch(name -> name.startsWith("sessions/"));
    }

    @Test
    void keepingAgainKeepsLongerAndNeverShorter() throws IOException {
        repository.extendRetention(Duration.ofDays(30));
        Instant first = vault.locked().get("config");
        repository.extendRetention(Duration.ofDays(10));
        assertThat(vault.locked().get("config")).isEqualTo(first);
        clock.advance(Duration.ofDays(25));
        repository.extendRetention(Duration.ofDays(30));
        assertThat(vault.locked().values()).allMatch(until -> until.equals(first.plus(Duration.ofDays(25))));
    }

    @Test
    void storageWithoutLocksSaysSo() throws IOException {
        try (Repository plain = at(new MemoryObjectStore()).create()) {
            assertThatThrownBy(() -> plain.extendRetention(Duration.ofDays(30)))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("object lock");
        }
        assertThatThrownBy(() -> repository.extendRetention(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
