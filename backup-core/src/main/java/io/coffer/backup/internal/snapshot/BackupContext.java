package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Problem;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceContext;
import io.coffer.backup.spi.PlatformFiles;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a backup lends to one of its sources. */
record BackupContext(Source source, Executor executor, Monitor monitor, PlatformFilesLocator platforms)
        implements SourceContext {
    @Override
    public boolean hasPlatformFiles() {
        return platforms.isPresent();
    }

    @Override
    public @Nullable PlatformFiles platformFiles(Path path) {
        return platforms.find(path);
    }

    @Override
    public void unreadable(String path, Exception problem) {
        monitor.problem(Problem.Kind.UNREADABLE, path, problem);
    }

    @Override
    public void notKept(String what) {
        monitor.problem(Problem.Kind.NOT_KEPT, "", "not kept of " + source.location() + ": " + what);
    }
}
