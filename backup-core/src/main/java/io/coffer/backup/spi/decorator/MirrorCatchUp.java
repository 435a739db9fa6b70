package io.coffer.backup.spi.decorator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each destination of a mirror what it lacks. Not thread-safe. */
final class MirrorCatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorCatchUp.class);
    /** Writers who never stop must not keep it from its last look. */
    private static final int MOST_PASSES = 5;

    private final List<MirrorDestination> destinations;
    private final Lock noWrites;

    /**
     * Prepares.
     *
     * @param destinations all of the mirror
     * @param noWrites keeps writers of this mirror out while it is held
     */
    MirrorCatchUp(List<MirrorDestination> destinations, Lock noWrites) {
        this.destinations = destinations;
        this.noWrites = noWrites;
    }

    /** What was copied to one destination, from one source or more. */
    private static final class Tally {
        private long objects;
        private long bytes;
        private long deleted;
        private @Nullable String failure;

        void add(MirrorCopy copy) {
            objects += copy.copiedObjects();
            bytes += copy.copiedBytes();
            deleted += copy.deletedObjects();
        }
    }

    MirrorReport run() throws IOException {
        MirrorDestination reference = destinations.stream()
                .filter(MirrorDestination::isInStep)
                .findFirst()
                .orElse(null);
        List<Tally> tallies = reference == null ? reconcile() : follow(reference);
        List<MirrorReport.Destination> reports = new ArrayList<>();
        for (int i = 0; i < tallies.size(); i++) {
            Tally tally = tallies.get(i);
            MirrorDestination destination = destinations.get(i);
            reports.add(new MirrorReport.Destination(
                    destination.store().location(),
                    tally.failure == null ? destination.behind() : tally.failure,
                    tally.objects,
                    tally.bytes,
                    tally.deleted));
        }
        return new MirrorReport(reports);
    }

    /** Brings all others to where one is that is in step. */
    private List<Tally> follow(MirrorDestination reference) throws IOException {
        List<Tally> tallies = new ArrayList<>();
        for (MirrorDestination destination : destinations) {
            Tally tally = new Tally();
            tallies.add(tally);
            if (destination != reference) {
                attempt(destination, tally, () -> follow(reference, destination, tally));
            }
        }
        return tallies;
    }

    private void follow(MirrorDestination reference, MirrorDestination destination, Tally tally) throws IOException {
        boolean isBehind = !destination.isInStep();
        // What is in step may lack something by accident, but has nothing too much: it got every delete.
        MirrorCopy copy = new MirrorCopy(reference.store(), destination.store(), isBehind);
        try {
            for (int pass = 0; pass < MOST_PASSES && copy.run(); pass++) {
                LOG.info("{} got {} objects so far", destination.store().location(), copy.copiedObjects());
            }
            if (isBehind) {
                noWrites.lock();
                try {
                    copy.run();
                    destination.backInStep(destinations);
                } finally {
                    noWrites.unlock();
                }
            }
        } finally {
            tally.add(copy);
        }
    }

    /** Each misses something that another has: all get what any of them has. */
    private List<Tally> reconcile() throws IOException {
        List<Tally> tallies = new ArrayList<>();
        noWrites.lock();
        try {
            for (MirrorDestination destination : destinations) {
                Tally tally = new Tally();
                tallies.add(tally);
                attempt(destination, tally, () -> merge(destination, tally));
            }
            if (tallies.stream().allMatch(tally -> tally.failure == null)) {
                MirrorDestination.allBackInStep(destinations);
            }
        } finally {
            noWrites.unlock();
        }
        return tallies;
    }

    private void merge(MirrorDestination destination, Tally tally) throws IOException {
        for (MirrorDestination source : destinations) {
            if (source != destination) {
                MirrorCopy copy = new MirrorCopy(source.store(), destination.store(), false);
                try {
                    copy.run();
                } finally {
                    tally.add(copy);
                }
            }
        }
    }

    /** Something to be done for one destination. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(MirrorDestination destination, Tally tally, Step step) throws IOException {
        try {
            step.run();
        } catch (IOException failed) {
            MirrorCalls.rethrowInterruption(failed);
            tally.failure = "it could not catch up: " + failed.getMessage();
            LOG.warn("{} is behind: {}", destination.store().location(), tally.failure);
        }
    }
}
