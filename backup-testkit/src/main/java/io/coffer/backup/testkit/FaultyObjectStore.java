package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store that fails as planned: the Nth operation, once or for ever, before or after it had its effect, or with a
 * crash after which nothing works. To go on after a crash, as the program that is started again, open the repository
 * anew on {@link #restart()}.
 *
 * <p>Each name of a batch that is deleted counts as one operation, so that a batch can fail half way. Recalling and
 * retaining count as one operation each, on the first of their names. Everything else is passed on as it is.
 *
 * <p>Safe for use by many threads. An operation that runs in another thread while the crash happens may still have its
 * effect, as it may in a program that is killed.
 */
public final class FaultyObjectStore implements ObjectStore {
    private final ObjectStore target;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final AtomicLong operations = new AtomicLong();
    private volatile boolean crashed;

    /**
     * Makes a store without any fault yet.
     *
     * @param target does the work
     */
    public FaultyObjectStore(ObjectStore target) {
        this.target = Objects.requireNonNull(target, "target");
    }

    /**
     * Adds a fault. Operations before this call do not count for it.
     *
     * @param fault one that belongs to no other store
     * @return this store
     */
    public FaultyObjectStore plan(Fault fault) {
        faults.add(Objects.requireNonNull(fault, "fault"));
        return this;
    }

    /** Takes all faults away. A crashed store stays crashed. */
    public void heal() {
        faults.clear();
    }

    /**
     * Lists the faults that have not come to pass; a test checks that there are none.
     *
     * @return those of the planned faults that never fired
     */
    public List<Fault> unfired() {
        return faults.stream().filter(fault -> !fault.fired()).toList();
    }

    /**
     * Tells how many operations were asked for, those that failed included: the upper end of a sweep that lets each
     * one fail in turn.
     *
     * @return the number
     */
    public long operations() {
        return operations.get();
    }

    /**
     * Tells whether a fault with {@link Fault.Builder#crash()} has fired, or {@link #crash()} was called.
     *
     * @return whether every operation fails from now on
     */
    public boolean hasCrashed() {
        return crashed;
    }

    /** Lets every later operation fail, as if the program had been killed just now. */
    public void crash() {
        crashed = true;
    }

    /**
     * Gives the store to the program that is started again after a crash: the same storage, with what was stored and
     * without what was not, and no fault planned. The store below stays in use, so it must not have been closed.
     *
     * @return a store that has not crashed; this one stays as it is
     */
    public FaultyObjectStore restart() {
        return new FaultyObjectStore(target);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        Failure failure = begin(StoreOperation.PUT, name);
        target.put(name, data, condition);
        end(failure);
    }

    @Override
    public InputStream get(String name) throws IOException {
        Failure failure = begin(StoreOperation.GET, name);
        return new FaultyStream(target.get(name), failure);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        Failure failure = begin(StoreOperation.GET_RANGE, name);
        byte[] bytes = target.get(name, offset, length);
        end(failure);
        return bytes;
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        Failure failure = begin(StoreOperation.STAT, name);
        ObjectInfo info = target.stat(name);
        end(failure);
        return info;
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        Failure failure = begin(StoreOperation.LIST, prefix);
        target.list(prefix, object -> {
            requireAlive();
            visitor.visit(object);
        });
        end(failure);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        if (names.isEmpty()) {
            requireAlive();
            target.delete(names);
        }
        for (String name : names) {
            Failure failure = begin(StoreOperation.DELETE, name);
            target.delete(List.of(name));
            end(failure);
        }
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        Failure failure = begin(StoreOperation.RECALL, firstOf(names));
        Collection<String> waiting = target.recall(names);
        end(failure);
        return waiting;
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        Failure failure = begin(StoreOperation.RETAIN, firstOf(names));
        target.retain(names, until);
        end(failure);
    }

    private static String firstOf(Collection<String> names) {
        return names.isEmpty() ? "" : names.iterator().next();
    }

    @Override
    public StoreCapabilities capabilities() {
        return target.capabilities();
    }

    @Override
    public String location() {
        return target.location();
    }

    /** Closes the store below, unless there was a crash: who is killed closes nothing. */
    @Override
    public void close() throws IOException {
        if (!crashed) {
            target.close();
        }
    }

    @Override
    public String toString() {
        return "FaultyObjectStore[" + location() + ", " + faults + (crashed ? ", crashed" : "") + "]";
    }

    /** Counts the operation for every fault; throws when one comes to pass before the effect. */
    private @Nullable Failure begin(StoreOperation operation, String name) throws IOException {
        operations.incrementAndGet();
        requireAlive();
        Failure chosen = null;
        for (Fault fault : faults) {
            IOException exception = fault.meet(operation, name);
            if (exception != null && chosen == null) {
                chosen = new Failure(fault, exception);
            }
        }
        if (chosen != null && !chosen.fault().isAfterEffect()) {
            end(chosen);
        }
        return chosen;
    }

    private void end(@Nullable Failure failure) throws IOException {
        if (failure != null) {
            failure.fault().fire();
            if (failure.fault().isCrash()) {
                crashed = true;
            }
            throw failure.exception();
        }
        requireAlive();
    }

    private void requireAlive() throws StoreException {
        if (crashed) {
            throw new StoreException(
                    "planned fault: the program crashed; nothing reaches " + location() + " any more",
                    null,
                    false,
                    null);
        }
    }

    private record Failure(Fault fault, IOException exception) {}

    /** Fails where the object ends, or as soon as the store has crashed. */
    private final class FaultyStream extends FilterInputStream {
        private @Nullable Failure failure;

        FaultyStream(InputStream in, @Nullable Failure failure) {
            super(in);
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            requireAlive();
            return checked(super.read());
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            requireAlive();
            // Reading nothing tells nothing of the end, but some streams say that they are there.
            return length == 0 ? 0 : checked(super.read(bytes, offset, length));
        }

        private int checked(int result) throws IOException {
            if (result < 0) {
                Failure once = failure;
                failure = null;
                end(once);
            }
            return result;
        }
    }
}
