package io.coffer.backup.internal.snapshot;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.CopyResult;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Manifest;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.SessionExpiredException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies snapshots into another repository. For the destination it is a writer like a backup, with a session, and one
 * commit for each snapshot; the origin is only read.
 */
public final class SnapshotCopy {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCopy.class);
    private static final int TASKS_PER_WORKER = 2;

    private final RepositoryCore origin;
    private final RepositoryCore destination;
    private final Monitor monitor;
    private final String host;
    private final CopyResult.Method method;
    private final List<CopyResult.Copied> copied = new ArrayList<>();
    private final List<CopyResult.Copied> present = new ArrayList<>();
    private final List<CopyResult.Failed> failed = new ArrayList<>();
    private @Nullable Writing writing;
    private long readBytes;
    private long newContents;
    private long newBytes;
    private long storedBytes;

    /**
     * Prepares.
     *
     * @param origin where snapshots are
     * @param destination where they come to
     * @param monitor counts
     * @param host who copies
     */
    public SnapshotCopy(RepositoryCore origin, RepositoryCore destination, Monitor monitor, String host) {
        this.origin = origin;
        this.destination = destination;
        this.monitor = monitor;
        this.host = host;
        this.method = sameContents(origin, destination) ? CopyResult.Method.BY_ID : CopyResult.Method.CUT_ANEW;
    }

    /**
     * Tells whether two repositories cut files at the same places, and give what they cut the same ids.
     *
     * @param one repository
     * @param other repository
     * @return whether contents of one can be contents of the other
     */
    public static boolean sameContents(RepositoryCore one, RepositoryCore other) {
        RepositoryParameters here = one.config().parameters();
        RepositoryParameters there = other.config().parameters();
        return here.minimumChunk() == there.minimumChunk()
                && here.averageChunk() == there.averageChunk()
                && here.maximumChunk() == there.maximumChunk()
                && one.keys().identifyLike(other.keys())
                && one.keys().cutLike(other.keys());
    }

    /** A session in the destination, and what is written in it. */
    private final class Writing implements AutoCloseable {
        private final Session session;
        private final BlobWriter writer;
        private final ContentsCopy contents;

        Writing() throws IOException {
            session = Session.start(destination.environment(), destination.envelopes(), host);
            try {
                destination.indexLoader().refresh();
                writer = destination.newWriter();
                contents = method == CopyResult.Method.BY_ID
                        ? new CopyById(origin, writer, monitor)
                        : new CopyAnew(origin, destination, writer, monitor);
            } catch (IOException | RuntimeException failure) {
                session.close();
                throw failure;
            }
        }

        @Override
        public void close() {
            try (session) {
                writer.close();
                readBytes += contents.readBytes();
                newContents += writer.newContents();
                newBytes += writer.newBytes();
                storedBytes += writer.storedBytes();
            }
        }
    }

    /**
     * Runs the copy.
     *
     * @param snapshots of the origin
     * @return what was done
     * @throws IOException when a storage fails
     */
    public CopyResult run(List<SnapshotView> snapshots) throws IOException {
        List<SnapshotView> sorted = new ArrayList<>(snapshots);
        sorted.sort(Comparator.comparing(
                        (SnapshotView snapshot) -> snapshot.manifest().time())
                .thenComparing(SnapshotView::id));
        Copies copies = Copies.of(destination);
        List<SnapshotView> missing = new ArrayList<>();
        for (SnapshotView snapshot : sorted) {
            String copy = copies.find(snapshot.id(), snapshot.manifest());
            if (copy == null) {
                missing.add(snapshot);
            } else {
                present.add(new CopyResult.Copied(snapshot.id(), copy));
            }
        }
        if (!missing.isEmpty()) {
            expect(missing);
            origin.indexLoader().refresh();
            if (method == CopyResult.Method.CUT_ANEW) {
                copies.readOriginals(origin);
            }
            try {
                for (SnapshotView snapshot : missing) {
                    copy(snapshot, copies);
                }
            } finally {
                stop();
            }
        }
        return new CopyResult(
                method, copied, present, failed, readBytes, newContents, newBytes, storedBytes, monitor.elapsed());
    }

    private void expect(List<SnapshotView> snapshots) {
        long items = 0;
        long bytes = 0;
        for (SnapshotView snapshot : snapshots) {
            var all = snapshot.manifest().statistics();
            items += all.files() + all.directories() + all.others();
            bytes += all.bytes();
        }
        monitor.expect(items, bytes);
    }

    private void copy(SnapshotView snapshot, Copies copies) throws IOException {
        if (copies.find(snapshot.id(), snapshot.manifest()) != null) {
            // Given twice, or two copies of one and the same.
            return;
        }
        Writing now = writing == null ? new Writing() : writing;
        writing = now;
        ContentReference root;
        try (TaskGroup tasks = new TaskGroup(
                destination.environment().workers(),
                destination.environment().parallel() * TASKS_PER_WORKER,
                "the copy")) {
            root = now.contents.copy(snapshot.manifest(), copies.earlier(snapshot.manifest()), tasks);
            tasks.join();
        } catch (CorruptObjectException | ContentNotFoundException | UnsupportedFormatException damaged) {
            LOG.warn("snapshot {} is not copied: {}", snapshot.id(), damaged.getMessage());
            failed.add(new CopyResult.Failed(snapshot.id(), String.valueOf(damaged.getMessage())));
            // What was about to be stored is not: nothing more may rely on it.
            stop();
            return;
        }
        now.writer.flush();
        Manifest manifest = manifest(snapshot, root, copies);
        String id = destination.snapshots().write(manifest);
        if (!now.session.stands()) {
            stop();
            confirm(now.session, id, manifest);
        }
        copied.add(new CopyResult.Copied(snapshot.id(), id));
        copies.add(snapshot.id(), snapshot.manifest(), id, manifest);
    }

    private void stop() {
        Writing last = writing;
        writing = null;
        if (last != null) {
            last.close();
        }
    }

    private static Manifest manifest(SnapshotView snapshot, ContentReference root, Copies copies) {
        Manifest manifest = snapshot.manifest();
        String parent = manifest.parent();
        return new Manifest(
                manifest.time(),
                manifest.host(),
                manifest.user(),
                manifest.program(),
                manifest.sources(),
                manifest.tags(),
                root,
                parent == null ? null : copies.find(parent, null),
                Copies.origin(snapshot.id(), manifest),
                manifest.problems(),
                manifest.statistics());
    }

    /** The session was ended by a prune: what the snapshot relies on may be gone. */
    private void confirm(Session session, String id, Manifest manifest) throws IOException {
        destination.indexLoader().refresh();
        String gone = new Homes(destination).firstMissing(manifest.root());
        if (gone != null) {
            destination.snapshots().delete(id);
            throw new SessionExpiredException(
                    "this copy was away for so long that a prune ended its session " + session.name() + ", and content "
                            + gone + " is gone; the snapshot was taken back, run the copy again",
                    session.name(),
                    null);
        }
    }

    /** Says of a damaged manifest that it does not count. */
    static void passOver(RepositoryException damaged) {
        LOG.warn("passed over: {}", damaged.getMessage());
    }
}
