package io.coffer.backup.store.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of one upload on the workers, so many at once as there are workers. The first failure stops the
 * others, and is thrown by the next call. When it is closed, none of them runs any more.
 *
 * <p>Used by one thread.
 */
final class PartsInFlight implements AutoCloseable {
    private final Workers workers;
    private final Semaphore places;
    private final Set<Thread> running = new HashSet<>();
    private boolean reserved;
    private boolean stopped;
    private @Nullable Exception failure;

    PartsInFlight(Workers workers) {
        this.workers = workers;
        this.places = new Semaphore(workers.parallel());
    }

    /** The sending of one part. */
    interface Part {
        void send() throws IOException;
    }

    /** Waits for a place, for the part that is given to {@link #run} next; perhaps none is. */
    void takeOff() throws IOException {
        acquire(1);
        reserved = true;
    }

    void run(Part part) {
        workers.execute(() -> {
            try {
                if (begin()) {
                    send(part);
                }
            } finally {
                places.release();
            }
        });
        reserved = false;
    }

    private void send(Part part) {
        try {
            part.send();
        } catch (IOException | RuntimeException e) {
            stop(e);
        } finally {
            end();
        }
    }

    /** Waits until all of them are done. */
    void land() throws IOException {
        acquire(workers.parallel());
        places.release(workers.parallel());
    }

    private void acquire(int count) throws IOException {
        try {
            places.acquire(count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in an upload of several parts");
        }
        Exception known = failure();
        if (known != null) {
            places.release(count);
            if (known instanceof IOException checked) {
                throw checked;
            }
            throw (RuntimeException) known;
        }
    }

    private synchronized @Nullable Exception failure() {
        return failure;
    }

    private synchronized boolean begin() {
        if (!stopped) {
            running.add(Thread.currentThread());
        }
        return !stopped;
    }

    private synchronized void end() {
        running.remove(Thread.currentThread());
        // An interruption was meant for this part; the worker has others' work to do next.
        Thread.interrupted();
    }

    private synchronized void stop(@Nullable Exception cause) {
        if (!stopped) {
            stopped = true;
            failure = cause;
            running.forEach(Thread::interrupt);
        }
    }

    @Override
    public void close() {
        stop(null);
        if (reserved) {
            places.release();
        }
        places.acquireUninterruptibly(workers.parallel());
    }
}
