package io.coffer.backup.internal.engine;

import io.coffer.backup.CopyOperation;
import io.coffer.backup.CopyResult;
import io.coffer.backup.ProgressListener;
import io.coffer.backup.Repository;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.snapshot.SnapshotCopy;
import io.coffer.backup.internal.snapshot.SnapshotView;
import io.coffer.backup.internal.task.Monitor;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers what a copy is told, and runs it. */
final class CopyCall implements CopyOperation {
    private final RepositoryCore origin;
    private final List<SnapshotView> snapshots;
    private @Nullable RepositoryCore destination;
    private @Nullable ProgressListener listener;

    CopyCall(RepositoryCore origin, List<SnapshotView> snapshots) {
        this.origin = origin;
        this.snapshots = snapshots;
    }

    @Override
    public CopyOperation to(Repository destination) {
        this.destination = other(origin, destination);
        return this;
    }

    /** The parts of another repository. */
    static RepositoryCore other(RepositoryCore own, Repository other) {
        if (!(other instanceof OpenRepository open)) {
            throw new IllegalArgumentException("this is no repository that Repository.open(...) gave: " + other);
        }
        RepositoryCore core = open.core();
        if (core == own) {
            throw new IllegalArgumentException("a repository cannot be its own copy; give another one");
        }
        return core;
    }

    @Override
    public CopyOperation onProgress(ProgressListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    @Override
    public CopyResult run() throws IOException {
        RepositoryCore to = destination;
        if (to == null) {
            throw new IllegalStateException("say where to copy to, with to(...)");
        }
        origin.requireOpen();
        to.requireOpen();
        Monitor monitor = new Monitor(listener);
        CopyResult result = Interruptible.run(
                "the copy", () -> new SnapshotCopy(origin, to, monitor, HostName.get()).run(snapshots));
        monitor.finish();
        return result;
    }
}
