package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CopyResult;
import io.coffer.backup.CopyResult.Method;
import io.coffer.backup.Manifest;
import io.coffer.backup.Progress;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.CountingObjectStore;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import io.coffer.backup.tests.golden.GoldenSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshots that are copied from one repository into another. */
class CopyTest {
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 << 10, 1);
    private static final RepositoryParameters OTHER_CHUNKS =
            new RepositoryParameters(2048, 4096, 16_384, 16_384, 8192, 64 << 10, 1);
    private static final int MORE_THAN_THERE_ARE = 2000;

    @TempDir
    private Path directory;

    private final MemoryObjectStore storage = new MemoryObjectStore();
    private Repository origin;
    private int caches;

    @BeforeEach
    void makeOrigin() throws IOException {
        origin = open(storage, SMALL);
        for (int i = 1; i <= 3; i++) {
            origin.backup(GoldenSource.of(i)).tag("number" + i).host("golden").run();
        }
    }

    @AfterEach
    void close() throws IOException {
        origin.close();
    }

    private Repository open(ObjectStore store, RepositoryParameters parameters) throws IOException {
        return Repository.at(store)
                .cacheDirectory(directory.resolve("cache" + caches++))
                .parameters(parameters)
                .openOrCreate();
    }

    private static RepositoryParameters parameters(Method method) {
        return method == Method.BY_ID ? SMALL : OTHER_CHUNKS;
    }

    /** The copies are what the originals are, and nothing in the repository is damaged. */
    private void assertCopies(Repository destination, List<Snapshot> originals) throws IOException {
        assertThat(destination.check().readData().run().damages()).isEmpty();
        List<Snapshot> copies = destination.snapshots();
        assertThat(copies).hasSameSizeAs(originals);
        for (int i = 0; i < copies.size(); i++) {
            Manifest original = originals.get(i).manifest();
            Manifest copy = copies.get(i).manifest();
            assertThat(copy.original()).isEqualTo(originals.get(i).id());
            assertThat(copy)
                    .usingRecursiveComparison()
                    .ignoringFields("root", "parent", "original")
                    .isEqualTo(original);
            assertThat(Entries.of(copies.get(i))).isEqualTo(Entries.of(originals.get(i)));
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void copiesAreLikeTheirOriginalsInAll(Method method) throws IOException {
        List<Snapshot> all = origin.snapshots();
        try (Repository destination = open(new MemoryObjectStore(), parameters(method))) {
            CopyResult result = origin.copy(all).to(destination).run();

            assertThat(result.method()).isEqualTo(method);
            assertThat(result.copied())
                    .extracting(CopyResult.Copied::snapshot)
                    .containsExactlyElementsOf(all.stream().map(Snapshot::id).toList());
            assertThat(result.failed()).isEmpty();
            assertThat(result.newContents()).isPositive();
            assertCopies(destination, all);
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void progressEndsWithAllThatTheSnapshotsHave(Method method) throws IOException {
        List<Snapshot> all = origin.snapshots();
        long bytes = all.stream()
                .mapToLong(snapshot -> snapshot.manifest().statistics().bytes())
                .sum();
        List<Progress> events = new ArrayList<>();
        try (Repository destination = open(new MemoryObjectStore(), parameters(method))) {
            origin.copy(all).to(destination).onProgress(events::add).run();
        }
        Progress last = events.get(events.size() - 1);
        assertThat(last.bytes()).isEqualTo(bytes).isEqualTo(last.totalBytes());
        assertThat(last.items()).isPositive().isEqualTo(last.totalItems());
    }

    @Test
    void progressOfABackupCountsHolesToo() throws IOException {
        List<Progress> events = new ArrayList<>();
        Snapshot snapshot = origin.backup(GoldenSource.of(3))
                .readAll()
                .onProgress(events::add)
                .run();
        assertThat(events.get(events.size() - 1).bytes())
                .as("also what could not be read is through")
                .isGreaterThanOrEqualTo(snapshot.manifest().statistics().bytes());
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void whatIsThereIsPassedOverAndWhatIsNewIsCopied(Method method) throws IOException {
        List<Snapshot> all = origin.snapshots();
        try (Repository destination = open(new MemoryObjectStore(), parameters(method))) {
            CopyResult first = origin.copy(all.subList(0, 2)).to(destination).run();
            CopyResult again = origin.copy(all).to(destination).run();

            assertThat(again.present()).containsExactlyElementsOf(first.copied());
            assertThat(again.copied())
                    .extracting(CopyResult.Copied::snapshot)
                    .containsExactly(all.get(2).id());
            // Between the second and the third snapshot only a small file went and another came that cannot be read.
            assertThat(again.newBytes()).isLessThan(first.newBytes() / 4);
            assertThat(again.readBytes()).isLessThan(first.readBytes() / 4);
            CopyResult third = origin.copy(all).to(destination).run();
            assertThat(third.copied()).isEmpty();
            assertThat(third.present()).hasSize(3);
            assertThat(third.storedBytes()).isZero();
            assertCopies(destination, all);
        }
    }

    @Test
    void whatIsCopiedByIdIsReadOnce() throws IOException {
        List<Snapshot> all = origin.snapshots();
        CountingObjectStore counting = new CountingObjectStore(storage.reopen());
        try (Repository same = open(counting, SMALL);
                Repository destination = open(new MemoryObjectStore(), SMALL)) {
            same.copy(same.snapshots()).to(destination).run();
            counting.reset();

            same.copy(same.snapshots()).to(destination).run();

            assertThat(counting.requests(StoreOperation.GET_RANGE)).isZero();
            assertCopies(destination, all);
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void aBackupIntoTheDestinationFindsWhatWasCopied(Method method) throws IOException {
        try (Repository destination = open(new MemoryObjectStore(), parameters(method))) {
            origin.copy(origin.snapshots().subList(0, 1)).to(destination).run();

            Snapshot backup = destination
                    .backup(GoldenSource.of(1))
                    .readAll()
                    .host("other")
                    .run();

            // The host is another, so that nothing is taken over from a snapshot before: all is found by id.
            assertThat(backup.manifest().statistics().newContents()).isZero();
        }
    }

    @Test
    void aCopyOfACopyNamesTheFirstAndIsKnownWhereThatIs() throws IOException {
        List<Snapshot> all = origin.snapshots();
        try (Repository second = open(new MemoryObjectStore(), OTHER_CHUNKS);
                Repository third = open(new MemoryObjectStore(), SMALL)) {
            origin.copy(all).to(second).run();
            second.copy(second.snapshots()).to(third).run();
            assertCopies(third, all);

            CopyResult back = third.copy(third.snapshots()).to(origin).run();

            assertThat(back.copied()).isEmpty();
            assertThat(back.present()).hasSize(3);
            assertThat(origin.snapshots()).hasSize(3);
        }
    }

    @Test
    void aDamagedSnapshotIsNamedAndTheOthersAreCopied() throws IOException {
        List<Snapshot> all = origin.snapshots();
        // One pack after the other is lost; which snapshots that hurts depends on what is in it.
        List<String> packs = new ArrayList<>();
        storage.list("packs/", object -> packs.add(object.name()));
        for (Method method : Method.values()) {
            for (String pack : packs) {
                byte[] bytes = storage.get(pack).readAllBytes();
                storage.delete(List.of(pack));
                try (Repository damaged = open(storage.reopen(), SMALL);
                        Repository destination = open(new MemoryObjectStore(), parameters(method))) {
                    CopyResult result =
                            damaged.copy(damaged.snapshots()).to(destination).run();

                    assertThat(result.failed()).as(pack).isNotEmpty();
                    assertThat(result.copied()).hasSize(3 - result.failed().size());
                    assertThat(destination.check().readData().run().damages()).isEmpty();
                    assertThat(destination.snapshots()).hasSameSizeAs(result.copied());
                    for (Snapshot copy : destination.snapshots()) {
                        Snapshot original = all.stream()
                                .filter(one -> one.id().equals(copy.manifest().original()))
                                .findFirst()
                                .orElseThrow();
                        // From another cache the original can be read no more; its entries were compared above.
                        assertThat(copy.manifest().statistics())
                                .isEqualTo(original.manifest().statistics());
                    }
                }
                storage.put(pack, io.coffer.backup.spi.ObjectData.of(bytes), io.coffer.backup.spi.PutCondition.NONE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void aCrashAnywhereLeavesNoDamageAndTheNextCopyGoesOn(Method method) throws IOException {
        List<Snapshot> all = origin.snapshots();
        int crashes = 0;
        for (int number = 1; number < MORE_THAN_THERE_ARE; number += 1 + number / 12) {
            MemoryObjectStore store = new MemoryObjectStore();
            open(store, parameters(method)).close();
            Fault fault = Fault.onAny().nth(number).crash().build();
            FaultyObjectStore faulty = new FaultyObjectStore(store.reopen()).plan(fault);
            try (Repository destination = open(faulty, parameters(method))) {
                origin.copy(all).to(destination).run();
            } catch (IOException killed) {
                assertThat(killed).hasMessageContaining("planned fault");
            }
            if (!fault.fired()) {
                break;
            }
            crashes++;
            try (Repository destination = open(store.reopen(), parameters(method))) {
                assertThat(destination.check().readData().run().damages())
                        .as("after a crash at operation %d", number)
                        .isEmpty();
                origin.copy(all).to(destination).run();
                assertCopies(destination, all);
            }
        }
        assertThat(crashes).isGreaterThan(8);
    }

    @Test
    void misuseIsSaid() throws IOException {
        assertThatThrownBy(() -> origin.copy(origin.snapshots()).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("to(...)");
        assertThatThrownBy(() -> origin.copy(List.of()).to(origin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its own copy");
        try (Repository other = open(new MemoryObjectStore(), SMALL)) {
            assertThatThrownBy(() -> other.copy(origin.snapshots()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of another repository");
        }
    }
}
