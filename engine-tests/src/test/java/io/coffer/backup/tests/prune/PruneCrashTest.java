package io.coffer.backup.tests.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A prune that is killed at each of its operations in turn, and the one after it. */
@Timeout(240)
class PruneCrashTest {
    private static final int MORE_THAN_THERE_ARE = 2000;

    @TempDir
    private Path directory;

    private Yard yard;
    private final Map<String, byte[]> before = new TreeMap<>();

    @BeforeEach
    void makeRepository() throws IOException {
        yard = new Yard(directory);
        MemoryObjectStore store = new MemoryObjectStore(yard.clock);
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < 5; i++) {
                yard.backup(repository, Yard.files(100 + 5 * i, 12));
            }
            repository.forget(RetentionPolicy.builder().keepLast(2).build());
        }
        for (String name : Yard.names(store, "")) {
            before.put(name, store.get(name).readAllBytes());
        }
    }

    private MemoryObjectStore newStore() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore(yard.clock);
        for (Map.Entry<String, byte[]> object : before.entrySet()) {
            store.put(object.getKey(), ObjectData.of(object.getValue()), PutCondition.NONE);
        }
        return store;
    }

    private PruneReport prune(ObjectStore store) throws IOException {
        try (Repository repository = yard.open(store)) {
            return repository.prune().wasteLimit(0).run();
        }
    }

    @Test
    void theNextPruneFinishesWhateverWasBegun() throws IOException {
        MemoryObjectStore undisturbed = newStore();
        prune(undisturbed);
        long least = Yard.bytes(undisturbed, "packs/");
        for (boolean after : new boolean[] {false, true}) {
            int crashes = 0;
            for (int number = 1; number < MORE_THAN_THERE_ARE; number++) {
                MemoryObjectStore store = newStore();
                Fault.Builder fault = Fault.onAny().nth(number).crash();
                Fault planned = (after ? fault.afterEffect() : fault).build();
                try {
                    prune(new FaultyObjectStore(store.reopen()).plan(planned));
                } catch (IOException killed) {
                    assertThat(killed).hasMessageContaining("planned fault");
                }
                if (!planned.fired()) {
                    break;
                }
                crashes++;
                String what = "a crash " + (after ? "after" : "before") + " the effect of operation " + number;
                yard.assertWhole(store.reopen());
                yard.clock.advance(Duration.ofDays(3));
                assertThat(prune(store.reopen()).finished()).as(what).isTrue();
                // One more may be needed for what the copies of the first made superfluous.
                prune(store.reopen());
                assertThat(Yard.bytes(store, "packs/")).as(what).isLessThanOrEqualTo(least + least / 10);
                assertThat(Yard.names(store, "retired/")).as(what).isEmpty();
                assertThat(Yard.names(store, "sessions/")).as(what).isEmpty();
                yard.assertWhole(store.reopen());
            }
            assertThat(crashes).isBetween(20, MORE_THAN_THERE_ARE - 2);
        }
    }
}
