package io.coffer.backup.tests.simulation;

import io.coffer.backup.Manifest;
import io.coffer.backup.PruneReport;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.SessionExpiredException;
import io.coffer.backup.internal.maintenance.Prune;
import io.coffer.backup.internal.maintenance.PruneRequest;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.snapshot.Backup;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** One short history of a repository: who does what, in which order, and who dies when. All of it follows from a seed. */
final class History {
    private static final Duration SESSION_AGE = Duration.ofDays(1);
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final int MOST_LAG = (int) GRACE.toSeconds();
    private static final int STEPS = 250;
    private static final int OPERATIONS = 60;

    private final Random random;
    private final BrokenRule rule;
    private final ExecutorService threads;
    private final Caches caches;
    private final Ledger ledger;
    private final SharedStorage storage;
    /** Listings lag. */
    private final boolean weak;

    private final Set<Integer> pauses = new HashSet<>();
    private String lastSnapshot;
    private Manifest lastManifest;
    private int steps;

    private History(long seed, BrokenRule rule, ExecutorService threads) {
        this.random = new Random(seed);
        this.rule = rule;
        this.threads = threads;
        this.caches = new Caches(seed, rule == BrokenRule.NONE);
        Start start = Start.draw(random);
        this.ledger = start.newLedger();
        this.storage = new SharedStorage(start.objects(), new FakeClock(start.end()), ledger);
        start.snapshots().forEach(ledger::promise);
        this.weak = rule == BrokenRule.LAG_NOT_SAID || (rule == BrokenRule.NONE && random.nextInt(6) == 0);
    }

    /**
     * Plays a history.
     *
     * @return how many operations of the storage it had
     * @throws Ledger.LossException when something was lost
     */
    static int play(long seed, BrokenRule rule, ExecutorService threads) {
        History history = new History(seed, rule, threads);
        try (Caches caches = history.caches) {
            history.run();
        }
        history.ledger.requireNoLoss();
        return history.steps;
    }

    private void run() {
        // Everybody who is at work then has stopped for days: a laptop that was closed.
        for (int i = random.nextInt(3); i > 0; i--) {
            pauses.add(random.nextInt(STEPS));
        }
        List<Baton.Actor> actors = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            actors.add(actor(CheatingStore.Role.WRITER, this::backup));
        }
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            actors.add(actor(CheatingStore.Role.PRUNER, this::prune));
        }
        if (random.nextBoolean()) {
            actors.add(actor(CheatingStore.Role.PRUNER, this::forget));
        }
        // Where listings lag a reader may have to wait before it finds what is there.
        if (random.nextBoolean() && !weak) {
            actors.add(actor(CheatingStore.Role.READER, this::read));
        }
        double stay = random.nextInt(3) * 0.4;
        new Baton(random, stay, this::step).run(actors, threads);
        if (rule == BrokenRule.NONE && random.nextInt(4) == 0 && !ledger.hasLoss()) {
            end();
        }
    }

    private void step() {
        steps++;
        storage.clock.advance(pauses.contains(steps) ? SESSION_AGE.multipliedBy(2) : Duration.ofSeconds(1));
    }

    /** What an actor does, once or several times. */
    private interface Deed {
        void run(RepositoryCore core, Random own) throws IOException;
    }

    private Baton.Actor actor(CheatingStore.Role role, Deed deed) {
        Random own = new Random(random.nextLong());
        int dies = random.nextInt(3) == 0 ? 1 + random.nextInt(OPERATIONS) : 0;
        boolean after = random.nextBoolean();
        int times = 1 + random.nextInt(2);
        boolean restarts = random.nextBoolean();
        Caches.Cache cache = caches.draw();
        return runner -> {
            CheatingStore store = new CheatingStore(storage, runner, dies, after, role, rule);
            if (caches.areThere()) {
                store.farAway();
            }
            if (weak) {
                store.lag(() -> Duration.ofSeconds(own.nextInt(MOST_LAG)), rule == BrokenRule.NONE);
            }
            Random names = rule == BrokenRule.PACK_NAMES_COME_TWICE ? new SameNames(own.nextLong()) : own;
            RepositoryCore core = null;
            try {
                core = World.open(storage, store, names, runner, cache.open());
                for (int i = 0; i < times; i++) {
                    store.newRun();
                    if (names instanceof SameNames same) {
                        same.newRun();
                    }
                    deed.run(core, own);
                    if (restarts) {
                        core.close();
                        core = World.open(storage, store, names, runner, cache.open());
                    }
                }
            } catch (IOException | RuntimeException | AssertionError failed) {
                boolean refused = failed instanceof RepositoryException told && told.isTemporary();
                if (!store.hasCrashed() && !refused) {
                    ledger.report(role + " failed: " + failed);
                }
            } finally {
                if (core != null) {
                    core.close();
                }
            }
        };
    }

    /** Names of sessions are random, and everything else is not. */
    private static final class SameNames extends Random {
        private static final long serialVersionUID = 1L;
        private boolean used;

        SameNames(long seed) {
            super(seed);
        }

        void newRun() {
            used = false;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (used) {
                java.util.Arrays.fill(bytes, (byte) 0);
            }
            used = true;
        }
    }

    private void backup(RepositoryCore core, Random own) throws IOException {
        boolean compares = own.nextBoolean() && lastManifest != null;
        try {
            Backup.Result result = World.backup(
                    core, World.files(own), compares ? lastSnapshot : null, compares ? lastManifest : null);
            ledger.promise(result.id(), World.reachable(storage, result.manifest()));
            lastSnapshot = result.id();
            lastManifest = result.manifest();
        } catch (SessionExpiredException clearly) {
            // It was away for too long, and says so.
            return;
        }
    }

    private void prune(RepositoryCore core, Random own) throws IOException {
        double waste = own.nextInt(3) * 0.3;
        Duration wait = own.nextBoolean() ? Duration.ofHours(1) : Duration.ZERO;
        PruneRequest request = new PruneRequest(
                "host",
                waste,
                own.nextInt(4) == 0 ? 5000 : Long.MAX_VALUE,
                SESSION_AGE,
                wait,
                GRACE,
                own.nextInt(3),
                own.nextInt(8) == 0 && !weak);
        prune(core, request);
    }

    private PruneReport prune(RepositoryCore core, PruneRequest request) throws IOException {
        while (true) {
            try {
                return Prune.run(
                        core, request, new Monitor(null, core.environment().time()));
            } catch (RepositoryException damaged) {
                // A writer that was given up, came back, put its manifest, and died or takes it back: nobody was told
                // of
                // that snapshot.
                String snapshot = damaged.subject().replaceFirst("^snapshots/", "");
                boolean there = storage.objects.containsKey("snapshots/" + snapshot);
                if (!ledger.hasSeen(snapshot) || ledger.isPromised(snapshot)) {
                    throw damaged;
                }
                if (there) {
                    ledger.forget(snapshot);
                    core.snapshots().delete(snapshot);
                }
            }
        }
    }

    private void forget(RepositoryCore core, Random own) throws IOException {
        for (String id : core.snapshots().ids()) {
            // Those that nobody was told of may be in the hands of their writers.
            if (ledger.isPromised(id) && own.nextBoolean()) {
                ledger.forget(id);
                core.snapshots().delete(id);
            }
        }
    }

    private void read(RepositoryCore core, Random own) throws IOException {
        List<String> ids = new ArrayList<>(ledger.promised());
        if (ids.isEmpty()) {
            return;
        }
        String id = ids.get(own.nextInt(ids.size()));
        try {
            core.indexLoader().refresh();
            World.read(core, core.snapshots().read(id));
        } catch (RepositoryException | ObjectNotFoundException lost) {
            if (ledger.isPromised(id)) {
                throw new IOException("snapshot " + id + " cannot be read", lost);
            }
        }
    }

    /** When all is quiet, a prune finishes whatever was begun, and everything can be read. */
    private void end() {
        storage.clock.advance(SESSION_AGE.multipliedBy(3));
        ActorStore store = new ActorStore(storage, null, 0, false);
        try (RepositoryCore core = World.open(storage, store, new Random(random.nextLong()), null)) {
            PruneRequest request =
                    new PruneRequest("host", 0, Long.MAX_VALUE, SESSION_AGE, Duration.ZERO, Duration.ZERO, 2, false);
            PruneReport report = prune(core, request);
            if (!report.finished() || !storage.list("retired/").isEmpty()) {
                ledger.report("a last prune is not finished: " + report);
            }
            core.indexLoader().refresh();
            for (String id : ledger.promised()) {
                World.read(core, core.snapshots().read(id));
            }
        } catch (IOException | RuntimeException failed) {
            ledger.report("when all was quiet: " + failed);
        }
    }
}
