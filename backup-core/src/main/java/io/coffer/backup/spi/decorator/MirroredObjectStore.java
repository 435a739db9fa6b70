package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same objects in several stores. Whatever is written goes to all of them, one after the other in the order given;
 * whatever is read comes from the first that answers.
 *
 * <p>A destination that fails a write is <i>behind</i> from then on: it gets no further writes, so what it holds stays a
 * sound repository of an earlier time, and the others go on. A write succeeds when one destination has it. The others
 * keep a marker, an object under {@code mirror-state/}, so that who opens the mirror next knows as well. {@link #catchUp}
 * copies what is missing and takes it back into step; {@link #report} says which are behind. A destination fails for
 * good with its first failure: put a {@link RetryingObjectStore} around each.
 *
 * <p>Reads ask destinations that are behind only when none of the others can be reached. When an object is not in one
 * destination, the others that are in step are asked too, so one that lost an object does not fail a restore.
 *
 * <p>All programs that write must use the same destinations, under the same locations. Two programs of which each
 * reaches another destination leave all of them behind: then writes are refused until {@link #catchUp} has given each
 * what the others have. Names that start with {@code mirror-state/} are the mirror's own and are not listed.
 *
 * <p>What it can do is what all destinations can. Safe for use by many threads.
 */
public final class MirroredObjectStore implements ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(MirroredObjectStore.class);

    private final List<MirrorDestination> destinations;
    private final StoreCapabilities capabilities;
    /** Those who write hold the lock for reading; who takes a destination back into step holds it alone. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile boolean examined;
    private volatile boolean closed;

    /**
     * Makes a mirror. Nothing is read or written yet.
     *
     * @param stores two or more, with different locations; closed with this store
     */
    public MirroredObjectStore(List<? extends ObjectStore> stores) {
        this.destinations = stores.stream().map(MirrorDestination::new).toList();
        Set<String> locations = new HashSet<>();
        stores.forEach(store -> locations.add(store.location()));
        if (stores.size() < 2 || locations.size() < stores.size()) {
            throw new IllegalArgumentException(
                    "a mirror needs two or more stores with different locations, was " + locations);
        }
        this.capabilities =
                common(stores.stream().map(ObjectStore::capabilities).toList());
    }

    private static StoreCapabilities common(List<StoreCapabilities> all) {
        return StoreCapabilities.builder()
                .stronglyConsistent(all.stream().allMatch(StoreCapabilities::stronglyConsistent))
                .conditionalPut(all.stream().allMatch(StoreCapabilities::conditionalPut))
                .serverTime(all.stream().allMatch(StoreCapabilities::serverTime))
                .remote(all.stream().anyMatch(StoreCapabilities::remote))
                .objectLock(all.stream().allMatch(StoreCapabilities::objectLock))
                .coldStorage(all.stream().anyMatch(StoreCapabilities::coldStorage))
                .maximumObjectSize(all.stream()
                        .mapToLong(StoreCapabilities::maximumObjectSize)
                        .min()
                        .orElseThrow())
                .maximumBatchDelete(all.stream()
                        .mapToInt(StoreCapabilities::maximumBatchDelete)
                        .min()
                        .orElseThrow())
                .build();
    }

    /** Something to be done with one of the stores. */
    @FunctionalInterface
    private interface Call<T> {
        T on(ObjectStore store) throws IOException;
    }

    private List<MirrorDestination> inStep() {
        return destinations.stream().filter(MirrorDestination::isInStep).toList();
    }

    /** Asks each destination once what it knows of the others. */
    private void examine() throws IOException {
        if (closed) {
            throw new IllegalStateException("the store " + location() + " is closed");
        }
        if (examined) {
            return;
        }
        synchronized (this) {
            Set<String> markers = new HashSet<>();
            for (MirrorDestination destination : destinations) {
                try {
                    markers.addAll(destination.markers());
                } catch (IOException unreachable) {
                    rethrowInterruption(unreachable);
                    LOG.warn("{} does not answer: {}", destination.store().location(), unreachable.toString());
                }
            }
            destinations.forEach(destination -> destination.learn(markers));
            examined = true;
        }
    }

    /** An interruption of the caller is no failure of a store. */
    static void rethrowInterruption(IOException failed) throws IOException {
        boolean interrupted = failed instanceof ClosedByInterruptException
                || (failed instanceof InterruptedIOException && !(failed instanceof SocketTimeoutException));
        if (interrupted) {
            throw failed;
        }
    }

    private void write(String what, Call<?> call) throws IOException {
        examine();
        lock.readLock().lock();
        try {
            writeToAll(what, call);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void writeToAll(String what, Call<?> call) throws IOException {
        List<MirrorDestination> written = new ArrayList<>();
        Map<MirrorDestination, IOException> failures = new LinkedHashMap<>();
        for (MirrorDestination destination : inStep()) {
            try {
                call.on(destination.store());
                written.add(destination);
            } catch (ObjectExistsException exists) {
                if (written.isEmpty()) {
                    throw exists;
                }
                failures.put(destination, exists);
            } catch (IOException failed) {
                rethrowInterruption(failed);
                failures.put(destination, failed);
            }
        }
        if (written.isEmpty()) {
            throw failure(what, failures.values());
        }
        for (Map.Entry<MirrorDestination, IOException> failed : failures.entrySet()) {
            String reason = "it failed to " + what + ": " + failed.getValue().getMessage();
            LOG.warn(
                    "{} is behind, {}; the mirror goes on without it until it has caught up",
                    failed.getKey().store().location(),
                    reason);
            failed.getKey().fallBehind(reason, written);
        }
    }

    private IOException failure(String what, Collection<IOException> failures) {
        if (failures.isEmpty()) {
            return new StoreException(
                    "cannot " + what + " in the mirror " + location()
                            + ": each of its destinations misses something that another has; let them catch up first",
                    null,
                    false,
                    null);
        }
        IOException first = failures.iterator().next();
        // Data that cannot be read fails everywhere with the same exception.
        failures.stream().filter(failed -> failed != first).forEach(first::addSuppressed);
        return first;
    }

    private <T> T read(Call<T> call) throws IOException {
        examine();
        List<MirrorDestination> first = inStep();
        boolean noneInStep = first.isEmpty();
        List<IOException> failures = new ArrayList<>();
        ObjectNotFoundException missing = null;
        for (MirrorDestination destination : noneInStep ? destinations : first) {
            try {
                return call.on(destination.store());
            } catch (ObjectNotFoundException notFound) {
                missing = missing == null ? notFound : missing;
            } catch (IOException failed) {
                rethrowInterruption(failed);
                failures.add(failed);
            }
        }
        if (missing != null) {
            failures.forEach(missing::addSuppressed);
            throw missing;
        }
        return noneInStep ? fail(failures) : readFromThoseBehind(call, failures);
    }

    private <T> T fail(List<IOException> failures) throws IOException {
        throw failure("read", failures);
    }

    private <T> T readFromThoseBehind(Call<T> call, List<IOException> failures) throws IOException {
        for (MirrorDestination destination : destinations) {
            if (!destination.isInStep()) {
                try {
                    return call.on(destination.store());
                } catch (IOException failed) {
                    rethrowInterruption(failed);
                    failures.add(failed);
                }
            }
        }
        return fail(failures);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        write("put object " + name, store -> {
            store.put(name, data, condition);
            return true;
        });
    }

    @Override
    public InputStream get(String name) throws IOException {
        return read(store -> store.get(name));
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        return read(store -> store.get(name, offset, length));
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        return read(store -> store.stat(name));
    }

    /** Lists from the first destination that answers; when that fails after its first object, so does the listing. */
    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        FirstVisit visits = new FirstVisit(visitor);
        IOException broken = read(store -> {
                    try {
                        store.list(prefix, visits);
                        return visits;
                    } catch (IOException failed) {
                        if (visits.begun) {
                            visits.failure = failed;
                            return visits;
                        }
                        throw failed;
                    }
                })
                .failure;
        if (broken != null) {
            throw broken;
        }
    }

    /** Knows whether anything was shown. */
    private static final class FirstVisit implements ObjectVisitor {
        private final ObjectVisitor visitor;
        private boolean begun;
        private @Nullable IOException failure;

        FirstVisit(ObjectVisitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void visit(ObjectInfo object) throws IOException {
            if (!object.name().startsWith(MirrorDestination.STATE)) {
                begun = true;
                visitor.visit(object);
            }
        }
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        List<String> all = List.copyOf(names);
        write("delete " + all.size() + " objects", store -> {
            store.delete(all);
            return true;
        });
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        return read(store -> store.recall(names));
    }

    /** Keeps the objects in every destination that is in step; fails when one of them fails, and goes on with the others. */
    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        examine();
        List<IOException> failures = new ArrayList<>();
        for (MirrorDestination destination : inStep()) {
            try {
                destination.store().retain(names, until);
            } catch (IOException failed) {
                rethrowInterruption(failed);
                failures.add(failed);
            }
        }
        if (!failures.isEmpty() || inStep().isEmpty()) {
            throw failure("retain " + names.size() + " objects", failures);
        }
    }

    /**
     * Tells which destinations are behind.
     *
     * @return as of this moment, with nothing copied
     * @throws IOException when interrupted while the destinations are asked for the first time
     */
    public MirrorReport report() throws IOException {
        examine();
        return new MirrorReport(destinations.stream()
                .map(destination ->
                        new MirrorReport.Destination(destination.store().location(), destination.behind(), 0, 0, 0))
                .toList());
    }

    /**
     * Brings every destination to where the first one is that is in step. Both sides are listed; what is missing or has
     * another size is copied, packs before the index and snapshots last, and from destinations that are behind what was
     * deleted elsewhere is deleted. Writes through this store go on meanwhile and wait only for the last look. No other
     * program should write at the same time: what it writes is missed until the next time.
     *
     * <p>Where all are behind, each is given what the others have, and nothing is deleted: snapshots that were
     * forgotten in one of them are there again.
     *
     * @return what was copied, and who is still behind and why; a destination that fails does not stop the others
     * @throws IOException when interrupted; call it again to go on
     */
    public MirrorReport catchUp() throws IOException {
        examine();
        return new MirrorCatchUp(destinations, lock.writeLock()).run();
    }

    @Override
    public StoreCapabilities capabilities() {
        return capabilities;
    }

    /** Names the first destination. */
    @Override
    public String location() {
        return destinations.get(0).store().location();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        IOException failure = null;
        for (MirrorDestination destination : destinations) {
            try {
                destination.store().close();
            } catch (IOException failed) {
                failure = failure == null ? failed : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "MirroredObjectStore"
                + destinations.stream()
                        .map(destination -> destination.store().location())
                        .toList();
    }
}
