package io.coffer.backup.internal.engine;

import io.coffer.backup.BackupOperation;
import io.coffer.backup.Manifest;
import io.coffer.backup.ProgressListener;
import io.coffer.backup.Snapshot;
import io.coffer.backup.internal.filesystem.SnapshotFileSystem;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.WriterMemory;
import io.coffer.backup.internal.snapshot.Backup;
import io.coffer.backup.internal.snapshot.BackupRequest;
import io.coffer.backup.internal.snapshot.PlatformFilesLocator;
import io.coffer.backup.internal.snapshot.SnapshotView;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.source.Source;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what a backup is told, and runs it. */
final class BackupCall implements BackupOperation {
    private static final Logger LOG = LoggerFactory.getLogger(BackupCall.class);

    private final OpenRepository repository;
    private final RepositoryCore core;
    private final SessionContents contents;
    private final PlatformFilesLocator platforms;
    private final List<Source> sources;
    private final SortedSet<String> tags = new TreeSet<>();
    private @Nullable String host;
    private @Nullable Snapshot parent;
    private @Nullable ProgressListener listener;
    private boolean readAll;
    private boolean countFirst;
    private boolean countFirstIfNeeded;

    BackupCall(
            OpenRepository repository,
            RepositoryCore core,
            SessionContents contents,
            PlatformFilesLocator platforms,
            List<Source> sources) {
        this.repository = repository;
        this.core = core;
        this.contents = contents;
        this.platforms = platforms;
        this.sources = sources;
    }

    @Override
    public BackupOperation tag(String... tags) {
        for (String tag : tags) {
            requireText("tag", tag);
        }
        Collections.addAll(this.tags, tags);
        return this;
    }

    @Override
    public BackupOperation host(String host) {
        requireText("host", host);
        this.host = host;
        return this;
    }

    private static void requireText(String what, String text) {
        if (Objects.requireNonNull(text, what).isBlank()) {
            throw new IllegalArgumentException("the " + what + " of a snapshot is empty; leave it out, or give a name");
        }
    }

    @Override
    public BackupOperation parent(Snapshot snapshot) {
        this.parent = repository.own(snapshot);
        return this;
    }

    @Override
    public BackupOperation readAll() {
        this.readAll = true;
        return this;
    }

    @Override
    public BackupOperation countFirst() {
        this.countFirst = true;
        return this;
    }

    @Override
    public BackupOperation countFirstIfNeeded() {
        this.countFirstIfNeeded = true;
        return this;
    }

    @Override
    public BackupOperation onProgress(ProgressListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    @Override
    public Snapshot run() throws IOException {
        core.requireOpen();
        return Interruptible.run("the backup", this::runNow);
    }

    private Snapshot runNow() throws IOException {
        // What was put by hand must be in the index before a source that names it is read.
        contents.flush();
        String name = host == null ? HostName.get() : host;
        Snapshot given = parent;
        WriterMemory.Last before = given == null ? latest(name) : new WriterMemory.Last(given.id(), given.manifest());
        Monitor monitor = new Monitor(listener);
        Backup.Result result = new Backup(core, monitor, platforms)
                .run(new BackupRequest(
                        sources,
                        tags,
                        name,
                        before == null ? null : before.id(),
                        before == null ? null : before.manifest(),
                        readAll,
                        countFirst || (countFirstIfNeeded && before == null)));
        monitor.finish();
        return new SnapshotView(result.id(), result.manifest(), core.blobs(), SnapshotFileSystem::new);
    }

    /** The latest snapshot of the same sources on the same host. */
    private WriterMemory.@Nullable Last latest(String host) throws IOException {
        List<Manifest.SourceInfo> wanted = sources.stream()
                .map(source -> new Manifest.SourceInfo(source.name(), source.location()))
                .toList();
        WriterMemory memory = core.memory();
        if (memory != null) {
            return memory.last(host, wanted);
        }
        Snapshot latest = null;
        // Without a previous snapshot more is read, and nothing is lost: a damaged one must not stop a backup.
        for (Snapshot candidate :
                repository.snapshots(damaged -> LOG.warn("not compared with: {}", damaged.getMessage()))) {
            Manifest manifest = candidate.manifest();
            if (manifest.host().equals(host) && manifest.sources().equals(wanted)) {
                latest = candidate;
            }
        }
        return latest == null ? null : new WriterMemory.Last(latest.id(), latest.manifest());
    }
}
