package io.coffer.backup.internal.task;

import io.coffer.backup.Manifest;
import io.coffer.backup.Problem;
import io.coffer.backup.Progress;
import io.coffer.backup.ProgressListener;
import io.coffer.backup.spi.decorator.MonotonicTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what an operation does and tells its listener, a few times a second. Thread-safe. */
public final class Monitor {
    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
    private static final long INTERVAL_NANOS = 200_000_000;

    private final @Nullable ProgressListener listener;
    private final MonotonicTime time;
    private final long start;
    private final AtomicLong nextReport;
    private final ReentrantLock listening = new ReentrantLock();
    private final LongAdder items = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile long totalItems = -1;
    private volatile long totalBytes = -1;

    // Guarded by problems.
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> notKept = new HashSet<>();
    private long serious;
    private long all;

    /**
     * Starts to count.
     *
     * @param listener is told, or null
     */
    public Monitor(@Nullable ProgressListener listener) {
        this(listener, MonotonicTime.SYSTEM);
    }

    /**
     * Starts to count.
     *
     * @param listener is told, or null
     * @param time says how long it takes
     */
    public Monitor(@Nullable ProgressListener listener, MonotonicTime time) {
        this.listener = listener;
        this.time = time;
        this.start = time.nanos();
        this.nextReport = new AtomicLong(start + INTERVAL_NANOS);
    }

    /**
     * Says how much there will be to do. When it turns out to be more, what is done is told as the total.
     *
     * @param items how many; negative when it is not known
     * @param bytes how many; negative when it is not known
     */
    public void expect(long items, long bytes) {
        totalItems = items;
        totalBytes = bytes;
    }

    /**
     * Says how much there will be to do as far as it has been counted.
     *
     * @param items how many so far
     * @param bytes how many so far
     */
    public void counting(long items, long bytes) {
        expect(items, bytes);
        if (isDue()) {
            report("counting");
        }
    }

    /**
     * Says that something was done.
     *
     * @param doneItems how many more
     * @param doneBytes how many more
     * @param current what is being worked on, or null
     */
    public void done(long doneItems, long doneBytes, @Nullable Object current) {
        items.add(doneItems);
        bytes.add(doneBytes);
        if (isDue()) {
            report(current == null ? null : current.toString());
        }
    }

    private boolean isDue() {
        return listener != null && time.nanos() - nextReport.get() >= 0;
    }

    /**
     * Says what the operation waits for, at once: it may be long until something is done.
     *
     * @param what is being waited for
     */
    public void waiting(String what) {
        LOG.info("waiting for {}", what);
        if (listener != null) {
            listening.lock();
            try {
                tell("waiting for " + what);
            } finally {
                listening.unlock();
            }
        }
    }

    private void report(@Nullable String current) {
        if (listening.tryLock()) {
            try {
                nextReport.set(time.nanos() + INTERVAL_NANOS);
                tell(current);
            } finally {
                listening.unlock();
            }
        }
    }

    private void tell(@Nullable String current) {
        ProgressListener told = listener;
        if (told != null) {
            long doneItems = items.sum();
            long doneBytes = bytes.sum();
            told.progress(new Progress(
                    doneItems,
                    totalItems < 0 ? totalItems : Math.max(totalItems, doneItems),
                    doneBytes,
                    totalBytes < 0 ? totalBytes : Math.max(totalBytes, doneBytes),
                    current,
                    elapsed()));
        }
    }

    /** Tells the listener how it ended. */
    public void finish() {
        listening.lock();
        try {
            tell(null);
        } finally {
            listening.unlock();
        }
    }

    /**
     * Notes a problem. Of several that say the same of all entries only the first counts.
     *
     * @param kind what sort
     * @param path of the entry, or empty
     * @param message what happened
     */
    public void problem(Problem.Kind kind, String path, String message) {
        Problem problem = new Problem(kind, path, message);
        synchronized (problems) {
            if (path.isEmpty() && !notKept.add(message)) {
                return;
            }
            all++;
            if (problem.makesIncomplete()) {
                serious++;
            }
            if (problems.size() < Manifest.MAX_PROBLEMS) {
                problems.add(problem);
            }
        }
        LOG.warn("{}: {}", kind, problem);
        if (listener != null) {
            listening.lock();
            try {
                listener.problem(problem);
            } finally {
                listening.unlock();
            }
        }
    }

    /**
     * Notes a problem with an exception as its message.
     *
     * @param kind what sort
     * @param path of the entry
     * @param cause what happened
     */
    public void problem(Problem.Kind kind, String path, Throwable cause) {
        problem(kind, path, describe(cause));
    }

    /**
     * Says for people what an exception says.
     *
     * @param cause what happened
     * @return its message, with its kind where that is needed to understand it
     */
    public static String describe(Throwable cause) {
        String message = cause.getMessage();
        String kind = cause.getClass().getSimpleName();
        if (message == null) {
            return kind;
        }
        // Many exceptions of the JDK have nothing but a path as their message.
        boolean bare = cause instanceof java.nio.file.FileSystemException failed && failed.getReason() == null;
        return bare ? kind.replace("Exception", "") + ": " + message : message;
    }

    /**
     * The problems so far.
     *
     * @return the first of them
     */
    public List<Problem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    /**
     * Counts problems that make the operation incomplete.
     *
     * @return how many so far
     */
    public long seriousProblems() {
        synchronized (problems) {
            return serious;
        }
    }

    /**
     * Counts all problems.
     *
     * @return how many so far
     */
    public long allProblems() {
        synchronized (problems) {
            return all;
        }
    }

    /**
     * How long it has taken.
     *
     * @return since this monitor was made
     */
    public Duration elapsed() {
        return Duration.ofNanos(time.nanos() - start);
    }
}
