package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes a call at several stores at once. One of them is called by the thread that asks, and so is each other that no
 * thread has begun with by then: an executor that is busy, or that is closed, makes it slower and never stops it.
 * Thread-safe.
 */
final class MirrorCalls implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final @Nullable ExecutorService own;
    private final Executor executor;

    /**
     * Prepares.
     *
     * @param lent runs calls and is left open; null for threads of its own, daemons that go when they are idle
     */
    MirrorCalls(@Nullable Executor lent) {
        ExecutorService pool = lent == null ? pool() : null;
        this.own = pool;
        this.executor = pool == null ? java.util.Objects.requireNonNull(lent) : pool;
    }

    /** Has as many threads as its callers need, which is one for each further store of each of them. */
    private static ExecutorService pool() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "coffer-mirror-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Something to be done with one of the stores. */
    @FunctionalInterface
    interface Call {
        void on(ObjectStore store) throws IOException;
    }

    /** Tells an interruption of the caller from a failure of a store. */
    static boolean isInterruption(IOException failed) {
        return failed instanceof ClosedByInterruptException
                || (failed instanceof InterruptedIOException && !(failed instanceof SocketTimeoutException));
    }

    /** An interruption of the caller is no failure of a store. */
    static void rethrowInterruption(IOException failed) throws IOException {
        if (isInterruption(failed)) {
            throw failed;
        }
    }

    /**
     * Calls all, and waits until each call has ended: what it reads is the caller's again when this returns or throws.
     *
     * @param what is being done, for messages
     * @param stores which, one or more
     * @param call what to do with each
     * @return how each call failed, in the order of the stores; null for those that did not
     * @throws IOException when the calling thread was interrupted, or one of those that made the calls
     */
    List<@Nullable IOException> run(String what, List<ObjectStore> stores, Call call) throws IOException {
        List<Task> tasks = stores.stream().map(store -> new Task(store, call)).toList();
        for (Task task : tasks.subList(1, tasks.size())) {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException closed) {
                // Nobody begins with it, so this thread does.
                break;
            }
        }
        for (Task task : tasks) {
            task.run();
            if (task.endedByInterruption()) {
                // The others would keep the caller for as long as they take.
                tasks.forEach(Task::cancel);
            }
        }
        boolean interrupted = awaitAll(tasks);
        tasks.forEach(Task::rethrowMisuse);
        List<@Nullable IOException> failures = new ArrayList<>();
        tasks.forEach(task -> failures.add(task.storageFailure()));
        rethrowInterruption(what, failures, interrupted);
        return failures;
    }

    /** Waits for as long as it takes; interruptions are passed on, to make that short. */
    private static boolean awaitAll(List<Task> tasks) {
        boolean interrupted = false;
        for (Task task : tasks) {
            while (true) {
                try {
                    task.ended.await();
                    break;
                } catch (InterruptedException told) {
                    interrupted = true;
                    tasks.forEach(Task::cancel);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return interrupted;
    }

    private static void rethrowInterruption(String what, List<@Nullable IOException> failures, boolean interrupted)
            throws IOException {
        IOException other = null;
        for (IOException failed : failures) {
            if (failed != null) {
                rethrowInterruption(failed);
                other = failed;
            }
        }
        if (interrupted && other != null) {
            // It may have failed because of the interruption, and says so in words of its own.
            InterruptedIOException told = new InterruptedIOException("interrupted: " + what);
            told.initCause(other);
            throw told;
        }
    }

    /** One call at one store, made by whichever thread begins with it first. */
    private static final class Task implements Runnable {
        private final ObjectStore store;
        private final CountDownLatch ended = new CountDownLatch(1);
        /** Dropped when it is over: an executor may hold the task for long after that. */
        private @Nullable Call call;

        private @Nullable Thread runner;
        private boolean cancelled;
        private volatile @Nullable Throwable failure;

        Task(ObjectStore store, Call call) {
            this.store = store;
            this.call = call;
        }

        private synchronized @Nullable Call begin() {
            Call begun = call;
            call = null;
            if (begun != null) {
                runner = Thread.currentThread();
            }
            return begun;
        }

        @Override
        public void run() {
            Call begun = begin();
            if (begun == null) {
                return;
            }
            try {
                begun.on(store);
            } catch (IOException | RuntimeException | Error failed) {
                failure = failed;
            } finally {
                end();
            }
        }

        private synchronized void end() {
            runner = null;
            if (cancelled) {
                // The interruption was meant for this call, not for what the thread does next.
                Thread.interrupted();
            }
            ended.countDown();
        }

        /** Ends the call soon, or keeps it from being made. */
        synchronized void cancel() {
            if (ended.getCount() == 0 || cancelled) {
                return;
            }
            cancelled = true;
            if (runner != null) {
                runner.interrupt();
            } else {
                call = null;
                failure = new InterruptedIOException("interrupted before " + store.location() + " was called");
                ended.countDown();
            }
        }

        boolean endedByInterruption() {
            return failure instanceof IOException failed && isInterruption(failed);
        }

        @Nullable
        IOException storageFailure() {
            return failure instanceof IOException failed ? failed : null;
        }

        void rethrowMisuse() {
            if (failure instanceof RuntimeException misuse) {
                throw misuse;
            }
            if (failure instanceof Error error) {
                throw error;
            }
        }
    }

    /** Lets threads of its own go. Calls that are under way are finished. */
    @Override
    public void close() {
        if (own != null) {
            own.shutdown();
        }
    }
}
