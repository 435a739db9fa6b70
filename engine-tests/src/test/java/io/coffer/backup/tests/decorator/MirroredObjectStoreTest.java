package io.coffer.backup.tests.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.decorator.MirrorReport;
import io.coffer.backup.spi.decorator.MirroredObjectStore;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.ObjectStoreContract;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirroredObjectStoreTest {
    private static final int FEWER_OBJECTS = 1500;

    /** A mirror keeps the contract; so does one of which a destination has failed. */
    @Nested
    class OfTwo extends ObjectStoreContract {
        private MemoryObjectStore first;
        private MemoryObjectStore second;

        @Override
        protected int manyObjects() {
            return FEWER_OBJECTS;
        }

        @Override
        protected ObjectStore createStore() {
            first = new MemoryObjectStore();
            second = new MemoryObjectStore();
            return mirror(first, second);
        }

        @Override
        protected ObjectStore reopen(ObjectStore open) {
            return mirror(first.reopen(), second.reopen());
        }
    }

    @Nested
    class WithOneBehind extends ObjectStoreContract {
        @Override
        protected int manyObjects() {
            return FEWER_OBJECTS;
        }

        @Override
        protected ObjectStore createStore() {
            FaultyObjectStore broken = new FaultyObjectStore(new MemoryObjectStore());
            broken.plan(Fault.onAny().nth(2).forEver().build());
            return mirror(broken, new MemoryObjectStore());
        }
    }

    @TempDir
    private Path directory;

    private final MemoryObjectStore first = new MemoryObjectStore();
    private final MemoryObjectStore second = new MemoryObjectStore();
    private final FaultyObjectStore faultyFirst = new FaultyObjectStore(first);
    private final FaultyObjectStore faultySecond = new FaultyObjectStore(second);
    private MirroredObjectStore mirror;

    @BeforeEach
    void open() {
        mirror = mirror(faultyFirst, faultySecond);
    }

    private static MirroredObjectStore mirror(ObjectStore first, ObjectStore second) {
        return new MirroredObjectStore(
                List.of(new Located("memory:first", first), new Located("memory:second", second)));
    }

    private MirroredObjectStore reopened() {
        return mirror(first.reopen(), second.reopen());
    }

    private static void put(ObjectStore store, String name, String text) throws IOException {
        store.put(name, ObjectData.of(text.getBytes()), PutCondition.NONE);
    }

    /** What is there, without what the mirror keeps for itself. */
    private static Map<String, String> objects(ObjectStore store) throws IOException {
        Map<String, String> objects = new TreeMap<>();
        store.list("", object -> {
            if (!object.name().startsWith("mirror-state/")) {
                try (InputStream in = store.get(object.name())) {
                    objects.put(object.name(), HexFormat.of().formatHex(in.readAllBytes()));
                }
            }
        });
        return objects;
    }

    private static Fault puts() {
        return Fault.on(StoreOperation.PUT).forEver().build();
    }

    @Test
    void whatIsWrittenIsInBoth() throws IOException {
        put(mirror, "packs/a", "one");
        put(mirror, "packs/b", "two");
        mirror.delete(List.of("packs/a"));

        assertThat(objects(first)).containsOnlyKeys("packs/b").isEqualTo(objects(second));
        assertThat(mirror.report().allInStep()).isTrue();
    }

    @Test
    void aDestinationThatFailsGetsNoMoreWritesAndTheOthersGoOn() throws IOException {
        put(mirror, "packs/a", "one");
        faultySecond.plan(Fault.on(StoreOperation.PUT).build());
        put(mirror, "packs/b", "two");
        put(mirror, "snapshots/c", "refers to packs/b");

        assertThat(objects(first)).containsOnlyKeys("packs/a", "packs/b", "snapshots/c");
        assertThat(objects(second)).containsOnlyKeys("packs/a");
        MirrorReport report = mirror.report();
        assertThat(report.allInStep()).isFalse();
        assertThat(report.destinations().get(0).inStep()).isTrue();
        assertThat(report.destinations().get(1).location()).isEqualTo("memory:second");
        assertThat(report.destinations().get(1).behind())
                .contains("put object packs/b")
                .contains("planned fault");
    }

    @Test
    void whoOpensTheMirrorNextKnowsWhoIsBehind() throws IOException {
        faultyFirst.plan(puts());
        put(mirror, "packs/b", "two");

        MirroredObjectStore next = reopened();
        put(next, "snapshots/c", "refers to packs/b");

        assertThat(objects(first)).isEmpty();
        assertThat(objects(second)).containsOnlyKeys("packs/b", "snapshots/c");
        assertThat(next.report().destinations().get(0).inStep()).isFalse();
        assertThat(objects(next)).isEqualTo(objects(second));
    }

    @Test
    void whoCatchesUpHasTheSameAgainAndGetsWrites() throws IOException {
        put(mirror, "config", "the repository");
        put(mirror, "packs/a", "one");
        put(mirror, "snapshots/a", "refers to packs/a");
        Fault fault = puts();
        faultySecond.plan(fault);
        put(mirror, "packs/b", "two");
        put(mirror, "index/b", "names packs/b");
        put(mirror, "snapshots/b", "refers to packs/b");
        mirror.delete(List.of("snapshots/a", "packs/a"));
        faultySecond.heal();

        MirrorReport report = mirror.catchUp();

        assertThat(report.allInStep()).isTrue();
        assertThat(report.destinations().get(1))
                .isEqualTo(new MirrorReport.Destination("memory:second", null, 3, 3 + 13 + 17, 2));
        assertThat(objects(second)).isEqualTo(objects(first));
        put(mirror, "packs/c", "three");
        assertThat(objects(second)).containsKey("packs/c");
        assertThat(reopened().report().allInStep()).isTrue();
    }

    @Test
    void whileItCatchesUpItIsASoundRepositoryAtEachMoment() throws IOException {
        Files.write(directory.resolve("one"), bytes(30_000, 1));
        Repository.at(mirror).cacheDirectory(directory.resolve("c0")).create().close();
        backup(mirror, "c1");
        faultySecond.plan(puts());
        Files.write(directory.resolve("two"), bytes(30_000, 2));
        backup(mirror, "c2");
        faultySecond.heal();
        Map<String, String> behind = objects(second);
        int steps = 0;
        for (int number = 1; ; number++, steps++) {
            MemoryObjectStore copy = new MemoryObjectStore();
            for (Map.Entry<String, String> object : behind.entrySet()) {
                copy.put(object.getKey(), ObjectData.of(HexFormat.of().parseHex(object.getValue())), PutCondition.NONE);
            }
            FaultyObjectStore crashing = new FaultyObjectStore(copy.reopen());
            Fault crash = Fault.on(StoreOperation.PUT, StoreOperation.DELETE)
                    .nth(number)
                    .crash()
                    .build();
            MirroredObjectStore other = mirror(first.reopen(), crashing.plan(crash));
            MirrorReport report = other.catchUp();
            assertSound(copy.reopen(), number);
            if (!crash.fired()) {
                assertThat(report.allInStep()).isTrue();
                assertThat(objects(copy)).isEqualTo(objects(first));
                break;
            }
            assertThat(report.destinations().get(1).behind()).contains("could not catch up");
        }
        assertThat(steps).isGreaterThan(4);
    }

    private void backup(ObjectStore store, String cache) throws IOException {
        try (Repository repository =
                Repository.at(store).cacheDirectory(directory.resolve(cache)).open()) {
            repository.backup(Source.directory(directory).exclude("c*", "t*-*")).run();
        }
    }

    private void assertSound(ObjectStore store, int number) throws IOException {
        try (Repository repository = Repository.at(store)
                .cacheDirectory(directory.resolve("c-sound" + number))
                .open()) {
            assertThat(repository.check().readData().run().damages())
                    .as("after a crash at step %d", number)
                    .isEmpty();
            assertThat(repository.snapshots()).isNotEmpty();
        }
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aRepositoryOutlivesOneOfItsDestinations() throws IOException {
        Files.write(directory.resolve("one"), bytes(30_000, 1));
        Repository.at(mirror).cacheDirectory(directory.resolve("c0")).create().close();
        faultyFirst.plan(Fault.onAny().nth(30).forEver().build());
        for (int i = 1; i < 6; i++) {
            Files.write(directory.resolve("one"), bytes(30_000, i));
            backup(mirror, "c" + i);
        }
        assertThat(faultyFirst.unfired()).isEmpty();
        assertThat(mirror.report().destinations().get(0).inStep()).isFalse();
        try (Repository repository = Repository.at(second.reopen())
                .cacheDirectory(directory.resolve("c-other"))
                .open()) {
            assertThat(repository.snapshots()).hasSize(5);
            Snapshot latest = repository.snapshot("latest");
            Path target = directory.resolve("t-target");
            repository.restore(latest).to(target).run();
            assertThat(Files.readAllBytes(target.resolve("one"))).isEqualTo(bytes(30_000, 5));
        }
    }

    @Test
    void aWriteThatAllRefuseFailsAndLeavesNobodyBehind() throws IOException {
        faultyFirst.plan(Fault.on(StoreOperation.PUT).build());
        faultySecond.plan(Fault.on(StoreOperation.PUT).build());

        assertThatThrownBy(() -> put(mirror, "packs/a", "one"))
                .isInstanceOf(StoreException.class)
                .satisfies(failed -> assertThat(failed.getSuppressed()).hasSize(1));

        assertThat(mirror.report().allInStep()).isTrue();
        put(mirror, "packs/a", "one");
        assertThat(objects(first)).isEqualTo(objects(second));
    }

    @Test
    void aConditionIsDecidedByTheFirstAndLeavesTheOthersAlone() throws IOException {
        put(first, "config", "theirs");

        assertThatThrownBy(() -> mirror.put("config", ObjectData.of(new byte[] {1}), PutCondition.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);

        assertThat(objects(second)).isEmpty();
        assertThat(mirror.report().allInStep()).isTrue();
    }

    @Test
    void readsComeFromTheFirstThatAnswers() throws IOException {
        put(mirror, "packs/a", "one");
        faultyFirst.plan(Fault.onAny().forEver().temporary().build());

        assertThat(objects(mirror)).containsOnlyKeys("packs/a");
        assertThat(mirror.stat("packs/a").size()).isEqualTo(3);
        assertThat(mirror.get("packs/a", 1, 2)).isEqualTo("ne".getBytes());
        assertThat(mirror.report().allInStep())
                .as("a read that fails takes nobody out")
                .isTrue();
    }

    @Test
    void whatOneHasLostIsReadFromTheOther() throws IOException {
        put(mirror, "packs/a", "one");
        first.delete(List.of("packs/a"));

        assertThat(mirror.get("packs/a", 0, 3)).isEqualTo("one".getBytes());
        assertThatThrownBy(() -> mirror.stat("packs/b")).isInstanceOf(ObjectNotFoundException.class);

        assertThat(mirror.catchUp().allInStep()).isTrue();
    }

    @Test
    void whatWasDeletedIsNotReadFromWhoMissedThat() throws IOException {
        put(mirror, "sessions/a", "one");
        faultyFirst.plan(Fault.on(StoreOperation.DELETE).build());
        mirror.delete(List.of("sessions/a"));

        assertThat(objects(first)).containsOnlyKeys("sessions/a");
        assertThatThrownBy(() -> mirror.stat("sessions/a")).isInstanceOf(ObjectNotFoundException.class);
        assertThat(objects(mirror)).isEmpty();
    }

    @Test
    void anEmptyFirstDestinationDoesNotEmptyTheOthers() throws IOException {
        put(mirror, "config", "the repository");
        put(mirror, "packs/a", "one");
        faultySecond.plan(Fault.on(StoreOperation.PUT).build());
        put(mirror, "packs/b", "two");
        first.delete(List.of("config", "packs/a", "packs/b"));

        MirrorReport report = mirror.catchUp();

        assertThat(report.destinations().get(1).behind()).contains("holds no repository");
        assertThat(objects(second)).containsOnlyKeys("config", "packs/a");
    }

    @Test
    void whereEachMissesSomethingWritesAreRefusedUntilAllHaveAll() throws IOException {
        put(mirror, "config", "the repository");
        faultyFirst.plan(puts());
        put(mirror, "packs/a", "one");
        // Another program, which reaches the first only and does not hear of the markers on the second.
        FaultyObjectStore unreachable = new FaultyObjectStore(second.reopen());
        unreachable.plan(Fault.onAny().forEver().build());
        put(mirror(first.reopen(), unreachable), "packs/b", "two");

        MirroredObjectStore next = reopened();
        assertThatThrownBy(() -> put(next, "packs/c", "three"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("let them catch up first");
        assertThat(next.get("packs/a", 0, 3)).isEqualTo("one".getBytes());
        assertThat(next.get("packs/b", 0, 3)).isEqualTo("two".getBytes());

        assertThat(next.catchUp().allInStep()).isTrue();

        assertThat(objects(first))
                .containsOnlyKeys("config", "packs/a", "packs/b")
                .isEqualTo(objects(second));
        put(next, "packs/c", "three");
        assertThat(objects(second)).containsKey("packs/c");
        assertThat(reopened().report().allInStep()).isTrue();
    }

    @Test
    void twoStoresAtTheSamePlaceAreNoMirror() {
        assertThatThrownBy(() -> new MirroredObjectStore(List.of(first, first.reopen())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MirroredObjectStore(List.of(first))).isInstanceOf(IllegalArgumentException.class);
    }
}
