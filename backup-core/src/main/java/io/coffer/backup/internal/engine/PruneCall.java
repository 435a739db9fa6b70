package io.coffer.backup.internal.engine;

import io.coffer.backup.ProgressListener;
import io.coffer.backup.PruneOperation;
import io.coffer.backup.PruneReport;
import io.coffer.backup.internal.maintenance.Prune;
import io.coffer.backup.internal.maintenance.PruneRequest;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.internal.task.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers what a prune is told, and runs it. */
final class PruneCall implements PruneOperation {
    private static final int FEW_INDEX_OBJECTS = 12;
    private static final double WASTE_LIMIT = 0.1;
    private static final Duration SESSION_AGE = Duration.ofDays(2);
    private static final Duration LEAST_AGE = Session.HEARTBEAT.multipliedBy(3);

    private final RepositoryCore core;
    private double wasteLimit = WASTE_LIMIT;
    private long maximumRepack = Long.MAX_VALUE;
    private Duration sessionAge = SESSION_AGE;
    private Duration waitLimit = Duration.ZERO;
    private Duration grace = Duration.ofMinutes(30);
    private boolean dryRun;
    private @Nullable ProgressListener listener;

    PruneCall(RepositoryCore core) {
        this.core = core;
    }

    @Override
    public PruneOperation wasteLimit(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the share that may be wasted must be from 0 to 1, was " + share);
        }
        this.wasteLimit = share;
        return this;
    }

    @Override
    public PruneOperation maximumRepack(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("the bytes to be copied must be 0 or more, were " + bytes);
        }
        this.maximumRepack = bytes;
        return this;
    }

    @Override
    public PruneOperation endSessionsAfter(Duration age) {
        if (age.compareTo(LEAST_AGE) < 0) {
            throw new IllegalArgumentException("a writer gives a sign of life every " + Session.HEARTBEAT
                    + ", and may count as dead after " + LEAST_AGE + " or more, was " + age);
        }
        this.sessionAge = age;
        return this;
    }

    @Override
    public PruneOperation waitForWriters(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("the time to wait must be 0 or more, was " + limit);
        }
        this.waitLimit = limit;
        return this;
    }

    @Override
    public PruneOperation grace(Duration lag) {
        if (lag.isNegative()) {
            throw new IllegalArgumentException("the time by which listings lag must be 0 or more, was " + lag);
        }
        this.grace = lag;
        return this;
    }

    @Override
    public PruneOperation dryRun() {
        this.dryRun = true;
        return this;
    }

    @Override
    public PruneOperation onProgress(ProgressListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    @Override
    public PruneReport run() throws IOException {
        core.requireOpen();
        Monitor monitor = new Monitor(listener, core.environment().time());
        PruneRequest request = new PruneRequest(
                HostName.get(), wasteLimit, maximumRepack, sessionAge, waitLimit, grace, FEW_INDEX_OBJECTS, dryRun);
        PruneReport report = Interruptible.run("the prune", () -> Prune.run(core, request, monitor));
        monitor.finish();
        return report;
    }
}
