package io.coffer.backup.internal.engine;

import io.coffer.backup.CheckOperation;
import io.coffer.backup.CheckReport;
import io.coffer.backup.ProgressListener;
import io.coffer.backup.internal.maintenance.Check;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers what a check is told, and runs it. */
final class CheckCall implements CheckOperation {
    private final RepositoryCore core;
    private double share;
    private Duration coldWait = Duration.ZERO;
    private @Nullable ProgressListener listener;

    CheckCall(RepositoryCore core) {
        this.core = core;
    }

    @Override
    public CheckOperation readData() {
        return readData(1);
    }

    @Override
    public CheckOperation readData(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the share to read must be from 0 to 1, was " + share);
        }
        this.share = share;
        return this;
    }

    @Override
    public CheckOperation waitForColdStorage(Duration limit) {
        this.coldWait = ColdWaits.check(limit);
        return this;
    }

    @Override
    public CheckOperation onProgress(ProgressListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    @Override
    public CheckReport run() throws IOException {
        core.requireOpen();
        Monitor monitor = new Monitor(listener);
        CheckReport report = Interruptible.run("the check", () -> Check.run(core, share, coldWait, monitor));
        monitor.finish();
        return report;
    }
}
