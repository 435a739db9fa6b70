package io.coffer.backup.store.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A few threads for what one call does in several requests: parts of an upload, many small requests. They are
 * daemons, start when there is work and end when there is none.
 */
final class Workers implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long IDLE_SECONDS = 5;

    private final int parallel;
    private final ThreadPoolExecutor executor;

    Workers(int parallel) {
        this.parallel = parallel;
        this.executor = new ThreadPoolExecutor(
                parallel, parallel, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "coffer-s3-" + NUMBER.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    int parallel() {
        return parallel;
    }

    /** Runs a task; each that was accepted is run, so that whoever waits for it does not wait for ever. */
    void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the store was closed in the middle of a call", e);
        }
    }

    /** Work on one object. */
    interface Work {
        void on(String name) throws IOException;
    }

    /** Does the work on each object, several at once; after a failure no more is begun, and the first one is thrown. */
    void forEach(Collection<String> names, Work work) throws IOException {
        if (names.size() <= 1) {
            for (String name : names) {
                work.on(name);
            }
            return;
        }
        Iterator<String> rest = List.copyOf(names).iterator();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        List<CompletableFuture<Void>> runs = IntStream.range(0, Math.min(parallel, names.size()))
                .mapToObj(i -> CompletableFuture.runAsync(() -> drain(rest, work, failure), this::execute))
                .toList();
        await(CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new)), failure);
        Exception first = failure.get();
        if (first instanceof IOException checked) {
            throw checked;
        }
        if (first instanceof RuntimeException unchecked) {
            throw unchecked;
        }
    }

    private static void drain(Iterator<String> rest, Work work, AtomicReference<@Nullable Exception> failure) {
        while (failure.get() == null) {
            String name;
            synchronized (rest) {
                if (!rest.hasNext()) {
                    return;
                }
                name = rest.next();
            }
            try {
                work.on(name);
            } catch (IOException | RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    /** What has begun is waited for, also when this thread is interrupted: it ends soon, and then nothing runs on. */
    private static void await(CompletableFuture<Void> all, AtomicReference<@Nullable Exception> failure)
            throws IOException {
        boolean interrupted = false;
        while (!all.isDone()) {
            try {
                all.get();
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(null, new InterruptedIOException("interrupted"));
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is under way fails soon, because the client is closed too. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
