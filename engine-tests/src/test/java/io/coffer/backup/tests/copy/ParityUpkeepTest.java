package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.spi.decorator.MirroredObjectStore;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When there is parity, of which packs, and when it goes. */
class ParityUpkeepTest extends ParityFixture {
    @Test
    void eachPackHasItsParityAndOnlyWhereThatWasAskedFor() throws IOException {
        makeRepository(false);
        assertThat(ofPacks(names("parity/"))).isEqualTo(names("packs/")).hasSizeGreaterThan(5);

        MemoryObjectStore other = new MemoryObjectStore();
        try (Repository repository = open(other, 0, false)) {
            backup(repository);
            assertThat(objects(other, "parity/")).isEmpty();
            assertThat(repository.info().parameters().parity()).isZero();
        }
        // It is fixed when the repository is created.
        try (Repository repository = open(storage.reopen(), 0, false)) {
            assertThat(repository.info().parameters().parity()).isEqualTo(PERCENT);
            write("more", 99);
            backup(repository);
        }
        assertThat(ofPacks(names("parity/"))).isEqualTo(names("packs/"));
    }

    @Test
    void aPruneTakesTheParityOfPacksAlong() throws IOException {
        makeRepository(false);
        List<String> first = names("parity/");
        for (int i = 0; i < FILES; i++) {
            write("d" + i % 3 + "/f" + i, 1000 + i);
        }
        // Somebody's prune has died after it had deleted a pack.
        String orphan = "parity/00/" + "00".repeat(32);
        storage.put(orphan, ObjectData.of(new byte[100]), PutCondition.NONE);
        try (Repository repository = open(false)) {
            Snapshot latest = backup(repository);
            repository.forget(repository.snapshots().stream()
                    .filter(snapshot -> !snapshot.id().equals(latest.id()))
                    .toList());
            repository.prune().dryRun().run();
            assertThat(names("parity/")).containsAll(first).contains(orphan);

            repository.prune().run();

            assertThat(names("parity/")).doesNotContainAnyElementsOf(first).doesNotContain(orphan);
            assertThat(ofPacks(names("parity/"))).isEqualTo(names("packs/")).isNotEmpty();
            assertWhole(repository);
        }
    }

    @Test
    void whateverAPruneLeavesWhenItDiesTheNextOneDeletes() throws IOException {
        makeRepository(false);
        for (int i = 0; i < FILES; i++) {
            write("d" + i % 3 + "/f" + i, 1000 + i);
        }
        try (Repository repository = open(false)) {
            Snapshot latest = backup(repository);
            repository.forget(repository.snapshots().stream()
                    .filter(snapshot -> !snapshot.id().equals(latest.id()))
                    .toList());
        }
        Map<String, String> before = objects(storage, "");
        int crashes = 0;
        for (int operation = 1; ; operation++) {
            MemoryObjectStore copy = new MemoryObjectStore();
            for (Map.Entry<String, String> object : before.entrySet()) {
                copy.put(object.getKey(), ObjectData.of(HexFormat.of().parseHex(object.getValue())), PutCondition.NONE);
            }
            Fault crash = Fault.on(StoreOperation.DELETE).nth(operation).crash().build();
            try (Repository repository = open(new FaultyObjectStore(copy.reopen()).plan(crash), 0, false)) {
                repository.prune().run();
            } catch (IOException killed) {
                crashes++;
            }
            if (!crash.fired()) {
                break;
            }
            try (Repository repository = open(copy.reopen(), 0, false)) {
                repository.prune().run();
                assertThat(ofPacks(new ArrayList<>(objects(copy, "parity/").keySet())))
                        .as("after a crash at deletion %d", operation)
                        .isEqualTo(new ArrayList<>(objects(copy, "packs/").keySet()));
                assertThat(repository.check().readData().run().damages()).isEmpty();
            }
        }
        assertThat(crashes).isGreaterThan(2);
    }

    /** A store whose listings do not have packs yet that were put through it. */
    private static final class LateListings extends ForwardingObjectStore {
        private final Set<String> put = ConcurrentHashMap.newKeySet();

        LateListings(ObjectStore target) {
            super(target);
        }

        @Override
        public StoreCapabilities capabilities() {
            return StoreCapabilities.builder()
                    .stronglyConsistent(false)
                    .conditionalPut(true)
                    .serverTime(true)
                    .build();
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            super.put(name, data, condition);
            if (name.startsWith("packs/")) {
                put.add(name);
            }
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws IOException {
            super.list(prefix, object -> {
                if (!put.contains(object.name())) {
                    visitor.visit(object);
                }
            });
        }
    }

    @Test
    void whereListingsLagThePacksThatAPruneHasJustWrittenKeepTheirParity() throws IOException {
        makeRepository(false);
        write("d0/f0", 1000);
        Snapshot latest;
        try (Repository repository = open(false)) {
            latest = backup(repository);
        }
        List<String> before = names("parity/");
        LateListings late = new LateListings(storage.reopen());
        try (Repository repository = open(late, 0, false)) {
            repository.forget(repository.snapshots().stream()
                    .filter(snapshot -> !snapshot.id().equals(latest.id()))
                    .toList());
            repository.prune().wasteLimit(0).grace(Duration.ZERO).run();
        }
        assertThat(late.put).as("packs that were rewritten").isNotEmpty();
        assertThat(names("parity/")).containsAll(parityOf(late.put));
        assertThat(names("parity/")).as("others went").doesNotContainSequence(before);
        assertThat(ofPacks(names("parity/"))).isEqualTo(names("packs/"));
    }

    private static List<String> parityOf(Set<String> packs) {
        return packs.stream()
                .map(name -> name.replaceFirst("^packs/", "parity/"))
                .toList();
    }

    @Test
    void whereverABackupDiesTheNextOneReliesOnNoPackWithoutParity() throws IOException {
        int crashes = 0;
        for (int write = 1; ; write++) {
            MemoryObjectStore store = new MemoryObjectStore();
            open(store, PERCENT, false).close();
            Fault crash = Fault.on(StoreOperation.PUT).nth(write).crash().build();
            try (Repository repository = open(new FaultyObjectStore(store.reopen()).plan(crash), 0, false)) {
                backup(repository);
            } catch (IOException killed) {
                crashes++;
            }
            if (!crash.fired()) {
                break;
            }
            try (Repository repository = open(store.reopen(), 0, false)) {
                backup(repository);
                // It misses the parity of packs that have none.
                assertThat(repository.check().readData().run().damages())
                        .as("after a crash at write %d", write)
                        .isEmpty();
            }
        }
        assertThat(crashes).isGreaterThan(10);
    }

    @Test
    void copiesHaveTheParityOfTheirDestinationAndMirrorsOfTheirRepository() throws IOException {
        MemoryObjectStore plain = new MemoryObjectStore();
        MemoryObjectStore near = new MemoryObjectStore();
        MemoryObjectStore far = new MemoryObjectStore();
        try (Repository origin = open(plain, 0, false);
                Repository destination = open(
                        new MirroredObjectStore(
                                List.of(new Elsewhere("memory:near", near), new Elsewhere("memory:far", far))),
                        PERCENT,
                        true)) {
            backup(origin);
            origin.copy(origin.snapshots()).to(destination).run();
            assertThat(objects(plain, "parity/")).isEmpty();
            assertThat(ofPacks(new ArrayList<>(objects(near, "parity/").keySet())))
                    .isEqualTo(new ArrayList<>(objects(near, "packs/").keySet()))
                    .isNotEmpty();
            assertThat(objects(far, "")).isEqualTo(objects(near, ""));
            assertWhole(destination);
        }
    }

    /** A store with a place of its own. */
    private static final class Elsewhere extends ForwardingObjectStore {
        private final String location;

        Elsewhere(String location, ObjectStore target) {
            super(target);
            this.location = location;
        }

        @Override
        public String location() {
            return location;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 21})
    void otherSharesAreRefused(int percent) {
        assertThatThrownBy(() -> open(new MemoryObjectStore(), percent, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 20")
                .hasMessageContaining("was " + percent);
    }
}
