package io.coffer.backup.internal.engine;

import io.coffer.backup.BackupOperation;
import io.coffer.backup.CheckOperation;
import io.coffer.backup.ContentStore;
import io.coffer.backup.CopyOperation;
import io.coffer.backup.ForgetOperation;
import io.coffer.backup.Manifest;
import io.coffer.backup.PruneOperation;
import io.coffer.backup.RepairOperation;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.RepositoryInfo;
import io.coffer.backup.RepositoryStatistics;
import io.coffer.backup.RestoreOperation;
import io.coffer.backup.RetainReport;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.Snapshot;
import io.coffer.backup.SnapshotNotFoundException;
import io.coffer.backup.internal.filesystem.SnapshotFileSystem;
import io.coffer.backup.internal.format.Config;
import io.coffer.backup.internal.maintenance.IndexRebuild;
import io.coffer.backup.internal.maintenance.LockExtension;
import io.coffer.backup.internal.maintenance.Statistics;
import io.coffer.backup.internal.repository.Access;
import io.coffer.backup.internal.repository.Environment;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.snapshot.PlatformFilesLocator;
import io.coffer.backup.internal.snapshot.SnapshotView;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.encryption.KeyRing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The face of an open repository: hands each call to the layer that does it. Thread-safe. */
final class OpenRepository implements Repository {
    private static final String LATEST = "latest";

    private final Environment environment;
    private final RepositoryCore core;
    private final boolean ownsStore;
    private final Threads threads;
    private final SessionContents contents;
    private final PlatformFilesLocator platforms = new PlatformFilesLocator();
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenRepository(Environment environment, Access access, boolean ownsStore, Threads threads) throws IOException {
        this.environment = environment;
        this.core = new RepositoryCore(environment, access);
        this.ownsStore = ownsStore;
        this.threads = threads;
        this.contents = new SessionContents(core);
    }

    RepositoryCore core() {
        if (closed.get()) {
            throw new IllegalStateException("the repository is closed");
        }
        return core;
    }

    @Override
    public RepositoryInfo info() {
        Config config = core.config();
        return new RepositoryInfo(
                config.id(), 1, config.created(), environment.store().location(), config.parameters(), config.suite());
    }

    @Override
    public KeyRing keys() {
        KeyRing keys = core().keyRing();
        if (keys == null) {
            throw new IllegalStateException(
                    "the repository at " + environment.store().location()
                            + " is not encrypted, so it has no keys; only when it is created can a repository be encrypted");
        }
        return keys;
    }

    @Override
    public ContentStore contents() {
        core();
        return contents;
    }

    @Override
    public BackupOperation backup(Source... sources) {
        List<Source> all = List.of(sources);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a backup needs at least one source");
        }
        Set<String> names = new HashSet<>();
        for (Source source : all) {
            if (!names.add(source.name())) {
                throw new IllegalArgumentException("two sources have the name \"" + source.name()
                        + "\"; give one of them another, with named(...)");
            }
        }
        return new BackupCall(this, core(), contents, platforms, all);
    }

    @Override
    public List<Snapshot> snapshots() throws IOException {
        return snapshotsOr(damaged -> {
            throw damaged;
        });
    }

    @Override
    public List<Snapshot> snapshots(Consumer<? super RepositoryException> damaged) throws IOException {
        return snapshotsOr(damaged::accept);
    }

    /** What to do with a manifest that is damaged. */
    private interface Damaged {
        void found(RepositoryException damaged) throws IOException;
    }

    private List<Snapshot> snapshotsOr(Damaged damaged) throws IOException {
        List<Snapshot> snapshots = new ArrayList<>();
        for (String id : core().snapshots().ids()) {
            try {
                snapshots.add(view(id));
            } catch (RepositoryException unreadable) {
                damaged.found(unreadable);
            } catch (ObjectNotFoundException forgotten) {
                // Somebody removed it after the listing.
                continue;
            }
        }
        snapshots.sort(
                Comparator.comparing((Snapshot snapshot) -> snapshot.manifest().time())
                        .thenComparing(Snapshot::id));
        return snapshots;
    }

    private SnapshotView view(String id) throws IOException {
        Manifest manifest = core.snapshots().read(id);
        return new SnapshotView(id, manifest, core.blobs(), SnapshotFileSystem::new);
    }

    @Override
    public Snapshot snapshot(String id) throws IOException {
        if (id.equals(LATEST)) {
            List<Snapshot> all = snapshots();
            if (all.isEmpty()) {
                throw new SnapshotNotFoundException("the repository has no snapshots yet; make a backup", id, null);
            }
            return all.get(all.size() - 1);
        }
        List<String> found = core().snapshots().ids().stream()
                .filter(candidate -> candidate.startsWith(id))
                .toList();
        if (id.isEmpty() || found.size() != 1) {
            throw new SnapshotNotFoundException(
                    found.isEmpty()
                            ? "there is no snapshot " + id + "; list the snapshots to see which there are"
                            : "\"" + id + "\" begins the ids of " + found.size() + " snapshots; give more digits",
                    id,
                    null);
        }
        try {
            return view(found.get(0));
        } catch (ObjectNotFoundException forgotten) {
            throw new SnapshotNotFoundException("snapshot " + id + " was just removed", id, forgotten);
        }
    }

    @Override
    public RestoreOperation restore(Snapshot snapshot) {
        return new RestoreCall(core(), platforms, own(snapshot));
    }

    @Override
    public CopyOperation copy(Collection<? extends Snapshot> snapshots) {
        return new CopyCall(core(), snapshots.stream().map(this::own).toList());
    }

    /** Snapshots of other repositories cannot be read with this one. */
    SnapshotView own(Snapshot snapshot) {
        if (snapshot instanceof SnapshotView view && view.isOf(core.blobs())) {
            return view;
        }
        throw new IllegalArgumentException("snapshot " + snapshot.id() + " is of another repository, or was opened"
                + " before this one was; ask this repository for it");
    }

    @Override
    public ForgetOperation forgetting(RetentionPolicy policy) {
        return new ForgetCall(this, core(), Objects.requireNonNull(policy, "policy"), Set.of());
    }

    @Override
    public ForgetOperation forgetting(Collection<? extends Snapshot> snapshots) {
        Set<String> ids = new TreeSet<>();
        snapshots.forEach(snapshot -> ids.add(own(snapshot).id()));
        return new ForgetCall(this, core(), null, ids);
    }

    @Override
    public PruneOperation prune() {
        return new PruneCall(core());
    }

    @Override
    public CheckOperation check() {
        return new CheckCall(core());
    }

    @Override
    public RepairOperation repair() {
        return new RepairCall(core());
    }

    @Override
    public RetainReport extendRetention(Duration duration) throws IOException {
        RepositoryCore open = core();
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("objects are kept for more than zero, was " + duration);
        }
        if (!open.store().capabilities().objectLock()) {
            throw new UnsupportedOperationException(open.store().location()
                    + " cannot keep objects from being deleted; use a storage with object lock, and switch it on");
        }
        return Interruptible.run("keeping objects", () -> LockExtension.run(open, duration));
    }

    @Override
    public int rebuildIndex() throws IOException {
        RepositoryCore open = core();
        return Interruptible.run("rebuilding the index", () -> IndexRebuild.run(open));
    }

    @Override
    public RepositoryStatistics statistics() throws IOException {
        RepositoryCore open = core();
        return Interruptible.run("counting", () -> Statistics.of(open));
    }

    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (threads;
                core) {
            contents.close();
        } finally {
            if (ownsStore) {
                environment.store().close();
            }
        }
    }
}
