package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Repeats requests that failed for a reason that may pass ({@link
 * io.coffer.backup.spi.StoreException#isTemporary()}). Every other failure is passed on at once. When a request has
 * been repeated as often or as long as the policy allows, its last failure is thrown.
 *
 * <p>A request that failed may have had its effect all the same, when only the answer was lost. Each kind of request is
 * safe to repeat:
 *
 * <ul>
 *   <li><b>put</b> writes the same bytes again. One with {@link PutCondition#IF_ABSENT} that failed and then finds the
 *       name taken compares what is there with what it sent: the same bytes are its own success. So two clients that
 *       put the same bytes at the same time may both be told that they won; bytes that are to decide a race must differ.
 *   <li><b>get</b> of a whole object that breaks in the middle goes on where it broke, by ranges. What was handed out
 *       is not fetched again.
 *   <li><b>list</b> starts again, and passes over what was visited before. For that it remembers a hash of
 *       each name, 64 bytes at most, up to 1,048,576 names; a listing that breaks after more is not repeated.
 *   <li><b>delete</b>, <b>recall</b> and <b>retain</b> are done again for all names, <b>stat</b> and ranges are read
 *       again.
 * </ul>
 *
 * <p>An interruption ends the waiting at once with {@link java.io.InterruptedIOException}; the flag of the thread is
 * set then. Safe for use by many threads, which wait each for itself.
 */
public final class RetryingObjectStore extends ForwardingObjectStore {
    private final Retries.Settings settings;

    /**
     * Makes a store that repeats.
     *
     * @param target does the work; closed with this store
     * @param policy how often and how long
     */
    public RetryingObjectStore(ObjectStore target, RetryPolicy policy) {
        this(target, policy, MonotonicTime.SYSTEM, new java.util.SplittableRandom());
    }

    /**
     * Makes a store that repeats, with time and chance of one's own.
     *
     * @param target does the work; closed with this store
     * @param policy how often and how long
     * @param time to wait by
     * @param random spreads the waits; used by one thread at a time
     */
    public RetryingObjectStore(ObjectStore target, RetryPolicy policy, MonotonicTime time, RandomGenerator random) {
        super(target);
        Objects.requireNonNull(random, "random");
        this.settings = new Retries.Settings(
                Objects.requireNonNull(policy, "policy"),
                Objects.requireNonNull(time, "time"),
                new SharedRandom(random),
                target.location());
    }

    /** Many threads wait at once, and not every generator is made for them. */
    private record SharedRandom(RandomGenerator random) implements RandomGenerator {
        @Override
        public long nextLong() {
            synchronized (random) {
                return random.nextLong();
            }
        }
    }

    /** A request that gives something. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }

    private <T> T repeat(String what, Request<T> request) throws IOException {
        return repeat(settings.begin(what), request);
    }

    private static <T> T repeat(Retries retries, Request<T> request) throws IOException {
        while (true) {
            try {
                return request.send();
            } catch (IOException failed) {
                retries.waitAfter(failed);
            }
        }
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        Retries retries = settings.begin("put of " + name);
        boolean mayBeThere = false;
        while (true) {
            try {
                target().put(name, data, condition);
                return;
            } catch (ObjectExistsException exists) {
                if (mayBeThere && holds(name, data, exists)) {
                    return;
                }
                throw exists;
            } catch (IOException failed) {
                retries.waitAfter(failed);
                mayBeThere = true;
            }
        }
    }

    /** Tells whether an object has the bytes that were sent. */
    private boolean holds(String name, ObjectData data, ObjectExistsException exists) throws IOException {
        try (InputStream there = get(name)) {
            return Streams.sameBytes(data, there);
        } catch (io.coffer.backup.spi.StoreException unreadable) {
            exists.addSuppressed(unreadable);
            return false;
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        InputStream in = repeat("get of " + name, () -> target().get(name));
        return new ResumingInputStream(
                name,
                in,
                settings,
                () -> repeat("stat of " + name, () -> target().stat(name).size()),
                (retries, offset, length) -> repeat(retries, () -> target().get(name, offset, length)));
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        return repeat("get of a range of " + name, () -> target().get(name, offset, length));
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        return repeat("stat of " + name, () -> target().stat(name));
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        Objects.requireNonNull(visitor, "visitor");
        Retries retries = settings.begin("list of " + (prefix.isEmpty() ? "everything" : prefix));
        Visits visits = new Visits(visitor);
        while (true) {
            try {
                target().list(prefix, visits);
                return;
            } catch (IOException failed) {
                if (!visits.mayBeRepeated(failed)) {
                    throw failed;
                }
                retries.waitAfter(failed);
            }
        }
    }

    /** Shows a visitor each object once, however often the listing starts again. */
    private static final class Visits implements ObjectVisitor {
        private final ObjectVisitor visitor;
        private final NameSet visited = new NameSet();
        private @Nullable IOException ended;

        Visits(ObjectVisitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void visit(ObjectInfo object) throws IOException {
            if (!visited.add(object.name())) {
                return;
            }
            try {
                visitor.visit(object);
            } catch (IOException failed) {
                ended = failed;
                throw failed;
            }
        }

        /** What the visitor threw is not the storage's failure, whatever it looks like. */
        boolean mayBeRepeated(IOException failed) {
            return ended == null && !visited.isOver() && Retries.mayPass(failed);
        }
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        repeat("delete of " + names.size() + " objects", () -> {
            target().delete(names);
            return true;
        });
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        return repeat("recall of " + names.size() + " objects", () -> target().recall(names));
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        repeat("retain of " + names.size() + " objects", () -> {
            target().retain(names, until);
            return true;
        });
    }
}
