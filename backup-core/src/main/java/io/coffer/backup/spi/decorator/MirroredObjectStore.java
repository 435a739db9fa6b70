package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same objects in several stores. Whatever is written goes to all of them; whatever is read comes from the first
 * that answers, in the order given.
 *
 * <p>A write returns when each destination has it or has failed. Packs, which are nearly all there is to transfer, are
 * written to all destinations at once and from the same memory, so they take as long as the slowest. All that says which
 * packs count (manifests, the index, lists, sessions) is small: it is written to the first destination and then to the
 * others at once, and deleted the other way round. So wherever a program dies, the first destination lacks nothing that
 * another has. An interruption is passed on to every destination, and a write that was interrupted takes nobody out.
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

    /** Names that start so are of packs, and of what heals them, of which one too many does no harm. */
    private static final List<String> BULK = List.of("packs/", "parity/");

    private final List<MirrorDestination> destinations;
    private final MirrorReads reads;
    private final MirrorCalls calls;
    private final StoreCapabilities capabilities;
    /** Those who write hold the lock for reading; who takes a destination back into step holds it alone. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile boolean examined;
    private volatile boolean closed;

    /**
     * Makes a mirror with threads of its own, one for each destination but one of each write that is under way. They
     * are daemons and go when they are idle. Nothing is read or written yet.
     *
     * @param stores two or more, with different locations; closed with this store
     */
    public MirroredObjectStore(List<? extends ObjectStore> stores) {
        this(stores, new MirrorCalls(null));
    }

    /**
     * Makes a mirror that uses threads of the application. Nothing is read or written yet.
     *
     * @param stores two or more, with different locations; closed with this store
     * @param executor writes to destinations; stays open. What it has no thread for, the thread that writes does
     *     itself, so it may be any, also one that the writers run on
     */
    public MirroredObjectStore(List<? extends ObjectStore> stores, Executor executor) {
        this(stores, new MirrorCalls(Objects.requireNonNull(executor, "executor")));
    }

    private MirroredObjectStore(List<? extends ObjectStore> stores, MirrorCalls calls) {
        this.destinations = stores.stream().map(MirrorDestination::new).toList();
        Set<String> locations = new HashSet<>();
        stores.forEach(store -> locations.add(store.location()));
        if (stores.size() < 2 || locations.size() < stores.size()) {
            throw new IllegalArgumentException(
                    "a mirror needs two or more stores with different locations, was " + locations);
        }
        this.calls = calls;
        this.reads = new MirrorReads(destinations, location());
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
                    MirrorCalls.rethrowInterruption(unreachable);
                    LOG.warn("{} does not answer: {}", destination.store().location(), unreachable.toString());
                }
            }
            destinations.forEach(destination -> destination.learn(markers));
            examined = true;
        }
    }

    /** The order in which destinations are written to. */
    @FunctionalInterface
    private interface Order {
        void write(MirrorWrites writes, MirrorCalls.Call call) throws IOException;
    }

    private void write(String what, Order order, MirrorCalls.Call call) throws IOException {
        examine();
        lock.readLock().lock();
        try {
            order.write(new MirrorWrites(calls, MirrorDestination.inStep(destinations), location(), what), call);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static boolean isBulk(String name) {
        return BULK.stream().anyMatch(name::startsWith);
    }

    private <T> T read(MirrorReads.Question<T> question) throws IOException {
        examine();
        return reads.read(question);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        boolean atOnce = condition == PutCondition.NONE && isBulk(name);
        write(
                "put object " + name,
                atOnce ? MirrorWrites::allAtOnce : MirrorWrites::firstBeforeOthers,
                store -> store.put(name, data, condition));
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
        examine();
        reads.list(prefix, visitor);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        List<String> all = List.copyOf(names);
        boolean atOnce = all.stream().allMatch(MirroredObjectStore::isBulk);
        write(
                "delete " + all.size() + " objects",
                atOnce ? MirrorWrites::allAtOnce : MirrorWrites::firstAfterOthers,
                store -> store.delete(all));
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        return read(store -> store.recall(names));
    }

    /** Keeps the objects in every destination that is in step; fails when one of them fails, and goes on with the others. */
    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        List<String> all = List.copyOf(names);
        write("retain " + all.size() + " objects", MirrorWrites::atEach, store -> store.retain(all, until));
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
        calls.close();
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
