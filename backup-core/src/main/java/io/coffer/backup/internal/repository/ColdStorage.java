package io.coffer.backup.internal.repository;

import io.coffer.backup.ColdStorageException;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.MonotonicTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Asks for everything that an operation will read, before it reads the first of it, and waits until it is there. So the
 * storage is asked for all objects at once, and the operation does not stop for hours at each of them.
 */
public final class ColdStorage {
    /** Between two looks at first; storages need minutes at least. */
    static final Duration FIRST_LOOK = Duration.ofMinutes(1);

    private static final Duration SLOWEST_LOOK = Duration.ofMinutes(15);
    /** How many objects are asked for in one call, so that a listener hears how it gets on. */
    private static final int BATCH = 1000;

    private final Environment environment;
    private final Duration wait;
    private final Monitor monitor;

    /**
     * Prepares.
     *
     * @param environment of the repository
     * @param wait how long the storage may take; zero not to wait
     * @param monitor tells what is being waited for
     */
    public ColdStorage(Environment environment, Duration wait, Monitor monitor) {
        this.environment = environment;
        this.wait = wait;
        this.monitor = monitor;
    }

    /**
     * Tells whether there is anything to do.
     *
     * @return false where every object can be read at once
     */
    public boolean isNeeded() {
        return environment.store().capabilities().coldStorage();
    }

    /**
     * Makes objects readable.
     *
     * @param names of all that will be read
     * @throws ColdStorageException when they are not there in time
     * @throws IOException when the storage fails
     */
    public void bring(Collection<String> names) throws IOException {
        if (!isNeeded() || names.isEmpty()) {
            return;
        }
        MonotonicTime time = environment.time();
        long start = time.nanos();
        Instant asked = environment.clock().instant();
        Duration pause = FIRST_LOOK;
        List<String> cold = recall(names);
        while (!cold.isEmpty()) {
            monitor.waiting(cold.size() + " of " + names.size() + " packs to come from cold storage");
            Duration left = wait.minusNanos(time.nanos() - start);
            if (left.isZero() || left.isNegative()) {
                throw tooLate(cold, names.size(), asked);
            }
            sleep(time, pause.compareTo(left) < 0 ? pause : left);
            pause = pause.multipliedBy(2).compareTo(SLOWEST_LOOK) < 0 ? pause.multipliedBy(2) : SLOWEST_LOOK;
            cold = recall(cold);
        }
    }

    private List<String> recall(Collection<String> names) throws IOException {
        ObjectStore store = environment.store();
        List<String> all = List.copyOf(names);
        List<String> cold = new ArrayList<>();
        for (int start = 0; start < all.size(); start += BATCH) {
            cold.addAll(recall(store, new ArrayList<>(all.subList(start, Math.min(all.size(), start + BATCH)))));
        }
        return cold;
    }

    /** What is gone is left out: whoever reads it will look for it elsewhere, or report it. */
    private static Collection<String> recall(ObjectStore store, List<String> names) throws IOException {
        while (true) {
            try {
                return store.recall(names);
            } catch (ObjectNotFoundException gone) {
                if (gone.objectName() == null || !names.remove(gone.objectName())) {
                    throw gone;
                }
            }
        }
    }

    private static void sleep(MonotonicTime time, Duration duration) throws IOException {
        try {
            time.sleep(duration);
        } catch (InterruptedException interrupted) {
            throw TaskGroup.interrupted("waiting for cold storage");
        }
    }

    private ColdStorageException tooLate(List<String> cold, int needed, Instant asked) {
        String location = environment.store().location();
        return new ColdStorageException(
                cold.size() + " of " + needed + " packs that are needed lie in cold storage of " + location
                        + "; they have been asked for at " + asked
                        + (wait.isZero() ? "" : " and were not there after " + wait)
                        + ". Run this again in some hours, before the storage takes them back, or wait longer for them",
                location,
                cold.size(),
                asked,
                null);
    }
}
