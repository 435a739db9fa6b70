package io.coffer.backup.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.PruneReport;
import io.coffer.backup.internal.maintenance.Prune;
import io.coffer.backup.internal.maintenance.PruneRequest;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.snapshot.Backup;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How long a prune waits between its steps, where listings lag. */
class LaggingPruneTest {
    private static final Duration GRACE = Duration.ofMinutes(7);

    /** When objects whose names start so were first put, and first deleted. */
    private static final class Times implements SharedStorage.Changes {
        private final FakeClock clock;
        private final Map<String, Instant> put = new TreeMap<>();
        private final Map<String, Instant> deleted = new TreeMap<>();

        Times(FakeClock clock) {
            this.clock = clock;
        }

        private static String kind(String name) {
            return name.substring(0, name.indexOf('/'));
        }

        @Override
        public void put(String name, byte[] bytes) {
            put.putIfAbsent(kind(name), clock.instant());
        }

        @Override
        public void deleted(String name) {
            deleted.putIfAbsent(kind(name), clock.instant());
        }
    }

    @Test
    void eachStepIsSeenByAllBeforeTheNextRelatesToIt() throws IOException {
        FakeClock clock = new FakeClock();
        Times times = new Times(clock);
        SharedStorage storage = new SharedStorage(Map.of(), clock, times);
        ActorStore store = new ActorStore(storage, null, 0, false);
        store.lag(() -> Duration.ZERO, true);
        try (RepositoryCore core = World.open(storage, store, new Random(1), null)) {
            Backup.Result old = World.backup(core, World.files(new Random(1)), null, null);
            World.backup(core, World.files(new Random(5)), null, null);
            storage.delete("snapshots/" + old.id());
            times.put.clear();
            times.deleted.clear();
            PruneRequest request =
                    new PruneRequest("host", 1, Long.MAX_VALUE, Duration.ofDays(1), Duration.ZERO, GRACE, 100, false);
            Instant start = clock.instant();
            PruneReport report = Prune.run(
                    core, request, new Monitor(null, core.environment().time()));
            assertThat(report.deletedPacks()).isPositive();
            assertThat(report.finished()).isTrue();

            // Writers that began before the lease was there are listed, and then what they have stored.
            assertThat(times.put.get("retired")).isAfterOrEqualTo(start.plus(GRACE.multipliedBy(2)));
            // Writers that do not see the list are listed, and then what they have stored.
            Instant removed = times.put.get("index");
            assertThat(removed).isAfterOrEqualTo(times.put.get("retired").plus(GRACE.multipliedBy(3)));
            // Whoever does not see the list any more sees that the packs are out of the index.
            assertThat(times.deleted.get("packs")).isAfterOrEqualTo(removed.plus(GRACE));
            assertThat(times.deleted.get("retired")).isAfterOrEqualTo(removed.plus(GRACE));
        }
    }
}
