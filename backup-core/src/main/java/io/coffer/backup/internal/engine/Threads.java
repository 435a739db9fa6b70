package io.coffer.backup.internal.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of an open repository: workers, unless the application lends an executor, and threads that
 * wait for the storage. They are daemons, and go when they have nothing to do.
 */
final class Threads implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    /** Threads are made when there is work for them. */
    private static final int TRANSFERS = 10;

    private final int parallel = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final @Nullable ExecutorService own;
    private final Executor workers;
    private final ExecutorService transfers;

    /** Prepares; transfers may be 0 when nothing was said of them. */
    Threads(@Nullable Executor lent, int configuredTransfers) {
        this.own = lent == null ? pool("coffer-worker", parallel) : null;
        this.workers = lent == null ? java.util.Objects.requireNonNull(own) : lent;
        this.transfers = pool(
                "coffer-transfer",
                Math.max(parallel + 2, configuredTransfers == 0 ? TRANSFERS : configuredTransfers + 2));
    }

    private static ExecutorService pool(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    int parallel() {
        return parallel;
    }

    Executor workers() {
        return workers;
    }

    Executor transfers() {
        return transfers;
    }

    @Override
    public void close() {
        if (own != null) {
            own.shutdown();
        }
        transfers.shutdown();
    }
}
