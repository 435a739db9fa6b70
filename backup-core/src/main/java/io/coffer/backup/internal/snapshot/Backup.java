package io.coffer.backup.internal.snapshot;

import io.coffer.backup.BackupStatistics;
import io.coffer.backup.Manifest;
import io.coffer.backup.SessionExpiredException;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.repository.Environment;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.internal.repository.WriterMemory;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One backup from its session to its manifest. The order of the steps is what keeps it safe while others
 * prune: session, index, packs, index objects, manifest, and then a look whether the session still stands.
 */
public final class Backup {
    private static final int TASKS_PER_WORKER = 2;

    private final RepositoryCore core;
    private final Monitor monitor;
    private final PlatformFilesLocator platforms;

    /**
     * Prepares.
     *
     * @param core the repository
     * @param monitor counts, and hears of problems
     * @param platforms finds what is possible beyond the JDK
     */
    public Backup(RepositoryCore core, Monitor monitor, PlatformFilesLocator platforms) {
        this.core = core;
        this.monitor = monitor;
        this.platforms = platforms;
    }

    /** What a backup made. */
    public record Result(String id, Manifest manifest) {}

    /**
     * Runs the backup.
     *
     * @param request what is to be backed up
     * @return the committed snapshot
     * @throws IOException when there is none
     */
    public Result run(BackupRequest request) throws IOException {
        Environment environment = core.environment();
        Instant time = environment.clock().instant().truncatedTo(ChronoUnit.MICROS);
        // Sources first: they read ahead while the index is loaded.
        try (OpenSources sources = open(request);
                Session session = Session.start(environment, core.envelopes(), request.host())) {
            core.indexLoader().refresh();
            WriterMemory memory = core.memory();
            if (memory == null) {
                return run(request, sources, time, session, null);
            }
            try (WriterMemory.Recording recording = memory.record(request.host(), sources(request))) {
                Result result = run(request, sources, time, session, recording);
                recording.commit(result.id(), result.manifest());
                return result;
            }
        }
    }

    private OpenSources open(BackupRequest request) throws IOException {
        if (request.countFirst()) {
            new Counting(core.environment().workers(), platforms, monitor).count(request.sources());
        }
        OpenSources sources = new OpenSources();
        try {
            for (Source source : request.sources()) {
                sources.open(
                        source, new BackupContext(source, core.environment().workers(), monitor, platforms));
            }
            return sources;
        } catch (IOException | RuntimeException failed) {
            sources.close();
            throw failed;
        }
    }

    private Result run(
            BackupRequest request,
            OpenSources sources,
            Instant time,
            Session session,
            WriterMemory.@Nullable Recording recording)
            throws IOException {
        Manifest manifest = archive(request, sources, time, recording);
        String id = core.snapshots().write(manifest);
        if (!session.stands()) {
            confirm(session, id, manifest);
        }
        return new Result(id, manifest);
    }

    private static List<Manifest.SourceInfo> sources(BackupRequest request) {
        return request.sources().stream()
                .map(source -> new Manifest.SourceInfo(source.name(), source.location()))
                .toList();
    }

    private Manifest archive(
            BackupRequest request, OpenSources sources, Instant time, WriterMemory.@Nullable Recording recording)
            throws IOException {
        Environment environment = core.environment();
        int limit = environment.parallel() * TASKS_PER_WORKER;
        Manifest parent = request.parent();
        if (parent != null && !request.countFirst()) {
            var before = parent.statistics();
            monitor.expect(before.files() + before.directories() + before.others(), before.bytes());
        }
        try (BlobWriter writer = core.newWriter();
                TaskGroup tasks = new TaskGroup(environment.workers(), limit, "the backup")) {
            if (recording != null) {
                writer.onMetadata(recording::put);
            }
            Archiver archiver = new Archiver(
                    core,
                    writer,
                    tasks,
                    monitor,
                    request.readAll(),
                    // Who cannot read remembers the trees that it writes: it must hear of all of them.
                    recording == null);
            ContentReference root =
                    archiver.archive(SourceChildren.of(sources.roots), parent == null ? null : parent.root());
            tasks.join();
            writer.flush();
            TreeAssembly.Counts counts = archiver.counts();
            BackupStatistics statistics = new BackupStatistics(
                    counts.files,
                    counts.directories,
                    counts.others,
                    counts.bytes,
                    archiver.unchangedFiles(),
                    archiver.readBytes(),
                    writer.newContents(),
                    writer.newBytes(),
                    writer.storedBytes(),
                    monitor.seriousProblems(),
                    monitor.elapsed());
            return new Manifest(
                    time,
                    request.host(),
                    Environment.user(),
                    Environment.PROGRAM,
                    sources(request),
                    request.tags(),
                    root,
                    request.parentId(),
                    monitor.problems(),
                    statistics);
        }
    }

    /**
     * The session was ended by a prune: what the snapshot relies on may be gone. Or it was gone for a while, and somebody
     * removed the snapshot for that reason, before another writer stored the same again.
     */
    private void confirm(Session session, String id, Manifest manifest) throws IOException {
        core.indexLoader().refresh();
        String missing = new Homes(core).firstMissing(manifest.root());
        if (missing != null) {
            IOException kept = takeBack(id);
            throw expired(
                    session,
                    "content " + missing + " is gone; "
                            + (kept == null
                                    ? "the snapshot was taken back, run the backup again"
                                    : "snapshot " + id + " could not be taken back (" + kept.getMessage()
                                            + "): forget it, and run the backup again"),
                    kept);
        }
        if (!core.snapshots().exists(id)) {
            throw expired(session, "somebody has removed its snapshot since; run the backup again", null);
        }
    }

    private static SessionExpiredException expired(Session session, String what, @Nullable IOException cause) {
        return new SessionExpiredException(
                "this backup was away for so long that a prune ended its session " + session.name() + ", and " + what,
                session.name(),
                cause);
    }

    /** Gives why a snapshot stays: a storage that only lets objects be added does not let it go. */
    private @Nullable IOException takeBack(String id) {
        try {
            core.snapshots().delete(id);
            return null;
        } catch (IOException refused) {
            return refused;
        }
    }

    /** The sources of a backup while they are open. */
    private static final class OpenSources implements AutoCloseable {
        private final List<OpenSource> open = new ArrayList<>();
        private final List<SourceEntry> roots = new ArrayList<>();

        void open(Source source, BackupContext context) throws IOException {
            OpenSource opened = source.open(context);
            open.add(opened);
            roots.add(new NamedRoot(source.name(), opened.root()));
        }

        @Override
        public void close() throws IOException {
            for (OpenSource source : open) {
                source.close();
            }
        }
    }
}
