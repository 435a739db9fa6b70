package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CopyResult;
import io.coffer.backup.Manifest;
import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.tests.golden.GoldenSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies between repositories that have other keys, or one of which has none. */
class CopyWithKeysTest {
    private static final String PAIRS = """
            PLAIN,                      ENCRYPTED
            ENCRYPTED,                  PLAIN
            ENCRYPTED,                  ENCRYPTED_WITH_ANOTHER_KEY
            ENCRYPTED,                  ENCRYPTED_CUT_OTHERWISE
            PLAIN_CUT_OTHERWISE,        ENCRYPTED
            ENCRYPTED_CUT_OTHERWISE,    PLAIN
            PLAIN,                      PLAIN_CUT_OTHERWISE
            """;

    @TempDir
    private Path directory;

    private final MemoryObjectStore from = new MemoryObjectStore();
    private final MemoryObjectStore to = new MemoryObjectStore();
    private int number;

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    private Path cache() {
        return directory.resolve("cache" + number++);
    }

    private void makeOrigin(Place place) throws IOException {
        try (Repository origin = place.open(from, cache())) {
            for (int i = 1; i <= 3; i++) {
                origin.backup(GoldenSource.of(i))
                        .tag("number" + i)
                        .host("golden")
                        .run();
            }
        }
    }

    /** The copies are what the originals are, down to each attribute and byte, and nothing is damaged. */
    private static void assertCopies(Repository destination, List<Snapshot> originals) throws IOException {
        assertThat(destination.check().readData().run().damages()).isEmpty();
        List<Snapshot> copies = destination.snapshots();
        assertThat(copies).hasSameSizeAs(originals);
        for (int i = 0; i < copies.size(); i++) {
            Manifest copy = copies.get(i).manifest();
            assertThat(copy.original()).isEqualTo(originals.get(i).id());
            assertThat(copy)
                    .usingRecursiveComparison()
                    .ignoringFields("root", "parent", "original")
                    .isEqualTo(originals.get(i).manifest());
            assertThat(Entries.of(copies.get(i))).isEqualTo(Entries.of(originals.get(i)));
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = PAIRS)
    void copiesAreLikeTheirOriginals(Place here, Place there) throws IOException {
        makeOrigin(here);
        try (Repository origin = here.open(from.reopen(), cache());
                Repository destination = there.open(to, cache())) {
            List<Snapshot> all = origin.snapshots();
            CopyResult first = origin.copy(all.subList(0, 2)).to(destination).run();
            assertThat(first.method()).isEqualTo(CopyResult.Method.CUT_ANEW);
            assertThat(first.copied()).hasSize(2);
            assertThat(first.failed()).isEmpty();

            CopyResult second = origin.copy(all).to(destination).run();
            assertThat(second.present()).hasSize(2);
            assertThat(second.copied()).hasSize(1);
            assertThat(second.newBytes()).isLessThan(first.newBytes() / 4);
            assertCopies(destination, all);
            // A backup that goes there directly finds what was copied.
            Snapshot backup = destination
                    .backup(GoldenSource.of(1))
                    .host("other")
                    .readAll()
                    .run();
            assertThat(backup.manifest().statistics().newContents()).isZero();
        }
        // Whoever opens it next needs nothing of the origin.
        try (Repository destination = there.open(to.reopen(), cache())) {
            assertThat(destination.check().readData().run().damages()).isEmpty();
            assertThat(destination.snapshots()).hasSize(4);
        }
    }

    /** Interrupts a thread before one of the writes. */
    private static final class InterruptingStore extends ForwardingObjectStore {
        private final Thread caller = Thread.currentThread();
        private final AtomicInteger left;

        InterruptingStore(ObjectStore target, int write) {
            super(target);
            this.left = new AtomicInteger(write);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (left.decrementAndGet() == 0) {
                caller.interrupt();
            }
            super.put(name, data, condition);
        }

        boolean interrupted() {
            return left.get() <= 0;
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = PAIRS)
    void aCopyThatIsInterruptedAnywhereIsSoundAndGoesOn(Place here, Place there) throws IOException {
        makeOrigin(here);
        int interruptions = 0;
        int resumed = 0;
        try (Repository origin = here.open(from.reopen(), cache())) {
            List<Snapshot> all = origin.snapshots();
            for (int write = 1; ; write += 1 + write / 3) {
                MemoryObjectStore store = new MemoryObjectStore();
                there.open(store, cache()).close();
                InterruptingStore interrupting = new InterruptingStore(store.reopen(), write);
                int copied = 0;
                try (Repository destination = there.open(interrupting, cache())) {
                    copied = origin.copy(all).to(destination).run().copied().size();
                } catch (OperationInterruptedException told) {
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    interruptions++;
                }
                boolean flag = Thread.interrupted();
                if (!interrupting.interrupted()) {
                    assertThat(flag).isFalse();
                    assertThat(copied).isEqualTo(3);
                    break;
                }
                try (Repository destination = there.open(store.reopen(), cache())) {
                    int before = destination.snapshots().size();
                    assertThat(destination.check().readData().run().damages())
                            .as("interrupted at write %d", write)
                            .isEmpty();
                    CopyResult rest = origin.copy(all).to(destination).run();
                    assertThat(rest.present()).hasSize(before);
                    resumed += before;
                    assertCopies(destination, all);
                }
            }
        }
        assertThat(interruptions).isGreaterThan(3);
        assertThat(resumed).as("snapshots that an interrupted copy left").isPositive();
    }

    @Test
    void oneEncryptedRepositoryInTwoPlacesIsCopiedById() throws IOException {
        makeOrigin(Place.ENCRYPTED);
        from.list("", object -> {
            try (var in = from.get(object.name())) {
                to.put(object.name(), ObjectData.of(in.readAllBytes()), PutCondition.NONE);
            }
        });
        try (Repository origin = Place.ENCRYPTED.open(from.reopen(), cache());
                Repository twin = Place.ENCRYPTED.open(to.reopen(), cache())) {
            origin.backup(GoldenSource.of(1)).host("another").readAll().run();
            List<Snapshot> all = origin.snapshots();

            CopyResult result = origin.copy(all).to(twin).run();

            assertThat(result.method()).isEqualTo(CopyResult.Method.BY_ID);
            assertThat(result.present()).hasSize(3);
            assertThat(result.copied()).hasSize(1);
            assertThat(result.newContents()).isZero();
            assertThat(twin.check().readData().run().damages()).isEmpty();
        }
    }
}
