package io.coffer.backup.internal.task;

import io.coffer.backup.OperationInterruptedException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one operation, on an executor that others use too. A bounded number is under way at once; who
 * adds one more waits, and who adds many at once does not. The first failure is what everybody gets from then on.
 */
public final class TaskGroup implements AutoCloseable {
    private final Executor executor;
    private final int limit;
    private final String operation;
    private final Semaphore permits;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /** A piece of work. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does the work.
         *
         * @throws IOException when it fails; ends the whole group
         */
        void run() throws IOException;
    }

    /**
     * Makes a group without tasks.
     *
     * @param executor where tasks run
     * @param limit how many may be under way at once
     * @param operation what the tasks belong to, for messages
     */
    public TaskGroup(Executor executor, int limit, String operation) {
        this.executor = executor;
        this.limit = limit;
        this.operation = operation;
        this.permits = new Semaphore(limit);
    }

    /**
     * Adds a task; waits while too many are under way.
     *
     * @param task to be run, perhaps by the calling thread
     * @throws OperationInterruptedException when the calling thread is interrupted
     * @throws IOException when a task failed; this one is then not run
     */
    public void add(Task task) throws IOException {
        add(task, () -> {});
    }

    /**
     * Adds a task that somebody waits for.
     *
     * @param task to be run
     * @param end called once the task is over and its failure, if any, is known to {@link #rethrow}; not called
     *     when this throws because of an earlier failure
     * @throws OperationInterruptedException when the thread was interrupted while it waited
     * @throws IOException when an earlier task failed
     */
    public void add(Task task, Runnable end) throws IOException {
        begin();
        try {
            executor.execute(() -> runAndRelease(task, end));
        } catch (RejectedExecutionException refused) {
            runAndRelease(task, end);
            rethrow();
        }
    }

    /** Waits until one more may be under way. */
    private void begin() throws IOException {
        acquire(1);
        if (isBroken()) {
            permits.release();
            rethrow();
            throw new IllegalStateException(operation + " has ended, and takes no more work");
        }
    }

    private boolean isBroken() {
        return failure.get() != null || cancelled;
    }

    /**
     * Adds many tasks at once. Each is taken when one before it has ended, so that the calling thread does not wait for
     * them, and they are not all in the queue of the executor, where the tasks of others would come after them. While
     * they last, {@link #add} waits. Tasks that nobody has taken are left when one fails.
     *
     * @param tasks to be run, perhaps by the calling thread; used by one thread at a time
     * @throws OperationInterruptedException when the calling thread is interrupted
     * @throws IOException when a task failed
     */
    public void addAll(Iterator<? extends Task> tasks) throws IOException {
        for (int row = 0; row < limit; row++) {
            begin();
            if (!handOver(tasks)) {
                runRow(tasks);
            }
        }
    }

    /** Runs one task after the other until another thread goes on, or none is left; then one more may be under way. */
    private void runRow(Iterator<? extends Task> tasks) {
        do {
            Task task = next(tasks);
            if (task == null) {
                permits.release();
                return;
            }
            runHere(task, () -> {});
        } while (!handOver(tasks));
    }

    private @Nullable Task next(Iterator<? extends Task> tasks) {
        synchronized (tasks) {
            try {
                return !isBroken() && tasks.hasNext() ? tasks.next() : null;
            } catch (RuntimeException failed) {
                failure.compareAndSet(null, failed);
                return null;
            }
        }
    }

    /**
     * Gives what is left to the executor, behind the tasks of others. When that refuses it, or runs it at once in this
     * thread, this thread goes on: otherwise each task would be nested in the one before.
     */
    private boolean handOver(Iterator<? extends Task> tasks) {
        Thread here = Thread.currentThread();
        AtomicBoolean handing = new AtomicBoolean(true);
        AtomicBoolean taken = new AtomicBoolean(true);
        try {
            executor.execute(() -> {
                if (Thread.currentThread() == here && handing.get()) {
                    taken.set(false);
                } else {
                    runRow(tasks);
                }
            });
        } catch (RejectedExecutionException refused) {
            taken.set(false);
        }
        handing.set(false);
        return taken.get();
    }

    /** The interruption was meant for the task, not for what the executor runs next: it must not come later. */
    private void leave() {
        synchronized (running) {
            if (running.remove(Thread.currentThread()) && cancelled) {
                Thread.interrupted();
            }
        }
    }

    private void runAndRelease(Task task, Runnable end) {
        try {
            runHere(task, end);
        } finally {
            permits.release();
        }
    }

    private void runHere(Task task, Runnable end) {
        running.add(Thread.currentThread());
        try {
            // What was accepted runs also after another failed: it may hold something that others wait for.
            if (!cancelled) {
                task.run();
            }
        } catch (IOException | RuntimeException | Error failed) {
            failure.compareAndSet(null, failed);
        } finally {
            end.run();
            leave();
        }
    }

    /**
     * Waits until all tasks have ended.
     *
     * @throws OperationInterruptedException when the calling thread is interrupted
     * @throws IOException when a task failed
     */
    public void join() throws IOException {
        acquire(limit);
        permits.release(limit);
        rethrow();
    }

    /**
     * Waits for something that a task will do.
     *
     * @param latch opened by a task
     * @throws OperationInterruptedException when the calling thread is interrupted
     * @throws IOException when a task failed
     */
    public void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw interrupted(operation);
        }
        rethrow();
    }

    private void acquire(int count) throws OperationInterruptedException {
        try {
            permits.acquire(count);
        } catch (InterruptedException interrupted) {
            throw interrupted(operation);
        }
    }

    /**
     * Says that the calling thread was interrupted, and sets its flag again.
     *
     * @param operation what it was doing
     * @return the exception to be thrown
     */
    public static OperationInterruptedException interrupted(String operation) {
        Thread.currentThread().interrupt();
        return new OperationInterruptedException(
                operation + " was interrupted; what was committed before stays, run it again to go on");
    }

    /**
     * For a thread that works beside the tasks: lets it go on as long as they do.
     *
     * @throws OperationInterruptedException when the calling thread is interrupted
     * @throws IOException when a task failed
     */
    public void goOn() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(operation);
        }
        rethrow();
    }

    /**
     * Throws what a task failed with, if one did.
     *
     * @throws IOException when a task failed
     */
    public void rethrow() throws IOException {
        Throwable failed = failure.get();
        if (failed instanceof IOException storage) {
            throw storage;
        }
        if (failed instanceof RuntimeException misuse) {
            throw misuse;
        }
        if (failed instanceof Error error) {
            throw error;
        }
    }

    /** Ends the group: tasks that wait are dropped, those that run are interrupted and waited for. */
    @Override
    public void close() {
        cancelled = true;
        synchronized (running) {
            running.forEach(Thread::interrupt);
        }
        permits.acquireUninterruptibly(limit);
        permits.release(limit);
    }
}
