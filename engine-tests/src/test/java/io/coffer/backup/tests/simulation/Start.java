package io.coffer.backup.tests.simulation;

import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.snapshot.Backup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is there when a history begins: a repository with some snapshots, and with garbage of others. Making one takes
 * longer than a history, so there are a few, and each history begins with one of them.
 *
 * @param objects in the storage
 * @param ledger has heard of them
 * @param snapshots with what they need
 * @param end what the clock shows
 */
record Start(
        Map<String, SharedStorage.Stored> objects, Ledger ledger, Map<String, Set<ContentId>> snapshots, Instant end) {
    private static final int VARIANTS = 24;
    private static final List<Start> ALL = make();

    static Start draw(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** A ledger that knows what there is. */
    Ledger newLedger() {
        Ledger copy = new Ledger();
        objects.keySet().forEach(name -> copy.put(name, ledger));
        return copy;
    }

    private static List<Start> make() {
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < VARIANTS; i++) {
            try {
                starts.add(make(new Random(i)));
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return starts;
    }

    private static Start make(Random random) throws IOException {
        FakeClock clock = new FakeClock();
        Ledger ledger = new Ledger();
        SharedStorage storage = new SharedStorage(Map.of(), clock, ledger);
        Map<String, Set<ContentId>> snapshots = new TreeMap<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            ActorStore store = new ActorStore(storage, null, 0, false);
            try (RepositoryCore core = World.open(storage, store, new Random(random.nextLong()), null)) {
                Backup.Result result = World.backup(core, World.files(random), null, null);
                if (random.nextBoolean()) {
                    storage.delete("snapshots/" + result.id());
                } else {
                    snapshots.put(result.id(), World.reachable(storage, result.manifest()));
                }
            }
            clock.advance(Duration.ofHours(1));
        }
        return new Start(new TreeMap<>(storage.objects), ledger, snapshots, clock.instant());
    }
}
