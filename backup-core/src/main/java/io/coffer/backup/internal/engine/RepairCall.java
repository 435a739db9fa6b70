package io.coffer.backup.internal.engine;

import io.coffer.backup.ProgressListener;
import io.coffer.backup.RepairOperation;
import io.coffer.backup.RepairReport;
import io.coffer.backup.Repository;
import io.coffer.backup.internal.maintenance.Repair;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers what a repair is told, and runs it. */
final class RepairCall implements RepairOperation {
    private final RepositoryCore core;
    private @Nullable RepositoryCore copy;
    private boolean drop;
    private @Nullable ProgressListener listener;

    RepairCall(RepositoryCore core) {
        this.core = core;
    }

    @Override
    public RepairOperation from(Repository copy) {
        this.copy = CopyCall.other(core, copy);
        return this;
    }

    @Override
    public RepairOperation dropDamaged() {
        this.drop = true;
        return this;
    }

    @Override
    public RepairOperation onProgress(ProgressListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    @Override
    public RepairReport run() throws IOException {
        core.requireOpen();
        if (copy != null) {
            copy.requireOpen();
        }
        Monitor monitor = new Monitor(listener);
        RepairReport report =
                Interruptible.run("the repair", () -> new Repair(core, copy, drop, monitor).run(HostName.get()));
        monitor.finish();
        return report;
    }
}
