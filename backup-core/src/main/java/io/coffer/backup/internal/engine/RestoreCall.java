package io.coffer.backup.internal.engine;

import io.coffer.backup.ProgressListener;
import io.coffer.backup.RestoreOperation;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.snapshot.PlatformFilesLocator;
import io.coffer.backup.internal.snapshot.Restore;
import io.coffer.backup.internal.snapshot.RestoreRequest;
import io.coffer.backup.internal.snapshot.SnapshotView;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.source.PathPattern;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers what a restore is told, and runs it. */
final class RestoreCall implements RestoreOperation {
    private final RepositoryCore core;
    private final PlatformFilesLocator platforms;
    private final SnapshotView snapshot;
    private final List<PathPattern> includes = new ArrayList<>();
    private Conflict conflict = Conflict.FAIL;
    private boolean deleteExtra;
    private boolean countFirst;
    private Duration coldWait = Duration.ZERO;
    private @Nullable Path target;
    private @Nullable ProgressListener listener;

    RestoreCall(RepositoryCore core, PlatformFilesLocator platforms, SnapshotView snapshot) {
        this.core = core;
        this.platforms = platforms;
        this.snapshot = snapshot;
    }

    @Override
    public RestoreOperation to(Path directory) {
        this.target = directory.toAbsolutePath().normalize();
        return this;
    }

    @Override
    public RestoreOperation include(String... patterns) {
        for (String pattern : patterns) {
            includes.add(PathPattern.compile(pattern));
        }
        return this;
    }

    @Override
    public RestoreOperation onConflict(Conflict conflict) {
        this.conflict = Objects.requireNonNull(conflict, "conflict");
        return this;
    }

    @Override
    public RestoreOperation deleteExtra() {
        this.deleteExtra = true;
        return this;
    }

    @Override
    public RestoreOperation waitForColdStorage(Duration limit) {
        this.coldWait = ColdWaits.check(limit);
        return this;
    }

    @Override
    public RestoreOperation countFirst() {
        this.countFirst = true;
        return this;
    }

    @Override
    public RestoreOperation onProgress(ProgressListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    @Override
    public RestoreResult run() throws IOException {
        if (target == null) {
            throw new IllegalStateException("a restore needs a directory: say to(...)");
        }
        if (deleteExtra && !includes.isEmpty()) {
            throw new IllegalStateException(
                    "deleteExtra() would remove what include(...) leaves out;" + " use one of them");
        }
        core.requireOpen();
        Monitor monitor = new Monitor(listener);
        RestoreRequest request = new RestoreRequest(
                snapshot, target, List.copyOf(includes), conflict, deleteExtra, coldWait, countFirst);
        RestoreResult result = Interruptible.run("the restore", () -> Restore.run(core, request, monitor, platforms));
        monitor.finish();
        return result;
    }
}
