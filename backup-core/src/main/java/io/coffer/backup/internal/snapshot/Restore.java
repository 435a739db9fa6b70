package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.RestoreConflictException;
import io.coffer.backup.RestoreOperation.Conflict;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.internal.repository.ColdStorage;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Restores a snapshot. One thread walks through its trees, makes directories and everything else that has
 * no data, and gathers files; the data of many files at a time is then brought by workers. Directories get
 * their attributes when everything in them is there. Not thread-safe.
 *
 * <p>Nothing outside of the target is touched: a name has no slash and is not {@code ..}, which its type
 * sees to, and no symbolic link is followed below the target.
 */
public final class Restore {
    private final RepositoryCore core;
    private final RestoreRequest request;
    private final Monitor monitor;
    private final TargetTree target;
    private final PartNames parts = new PartNames();
    private final NameFolding folding;
    private final AttributeWriter attributes;
    private final EntryMaker maker;
    private final FileWriter writer;
    private final List<Step> afterBatch = new ArrayList<>();
    private final Deque<Level> levels = new ArrayDeque<>();
    private long directories;
    private long skipped;
    private long deleted;

    /** Work that waits until the data of the files before it is there. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private Restore(RepositoryCore core, RestoreRequest request, Monitor monitor, @Nullable PlatformFiles platform)
            throws IOException {
        this.core = core;
        this.request = request;
        this.monitor = monitor;
        this.target = new TargetTree(request.target(), request.conflict());
        PartNames.removeStale(request.target());
        this.folding = NameFolding.of(request.target(), parts.prefix());
        this.attributes = new AttributeWriter(
                request.target(),
                parts.next(request.target()),
                platform,
                (path, what) -> monitor.problem(Problem.Kind.NOT_KEPT, path, what));
        this.maker = new EntryMaker(parts, new SpecialFiles(platform), attributes, monitor);
        this.writer = new FileWriter(attributes, monitor);
    }

    /**
     * Runs a restore.
     *
     * @param core the repository
     * @param request what is to be restored
     * @param monitor counts, and hears of problems
     * @param platforms finds what is possible beyond the JDK
     * @return what was done
     * @throws IOException when it cannot go on
     */
    public static RestoreResult run(
            RepositoryCore core, RestoreRequest request, Monitor monitor, PlatformFilesLocator platforms)
            throws IOException {
        core.indexLoader().refresh();
        Path directory = request.target();
        OwnStorage.requireApart(core.store(), request);
        if (request.conflict() == Conflict.FAIL) {
            FreeTarget.require(request);
        }
        ColdStorage coldStorage = new ColdStorage(core.environment(), request.coldWait(), monitor);
        if (coldStorage.isNeeded()) {
            coldStorage.bring(NeededPacks.of(core, request));
        }
        Files.createDirectories(directory);
        Restore restore = new Restore(core, request, monitor, platforms.find(directory));
        var statistics = request.snapshot().manifest().statistics();
        if (request.includes().isEmpty()) {
            monitor.expect(statistics.files() + statistics.directories() + statistics.others(), statistics.bytes());
        } else if (request.countFirst()) {
            WantedEntries.count(core, request, monitor);
        }
        try {
            restore.run();
        } finally {
            restore.parts.close();
        }
        return restore.result();
    }

    private void run() throws IOException {
        try (TaskGroup tasks = core.newFetches("the restore")) {
            RestoreBatch batch = new RestoreBatch(core, writer, tasks);
            try {
                SnapshotView snapshot = request.snapshot();
                Place root = new Place(null, request.target(), "", null, snapshot.rootTree());
                root.made = TargetTree.Made.MERGED;
                entries(root, batch);
                finish(batch);
                if (snapshot.manifest().sources().size() == 1
                        && request.includes().isEmpty()) {
                    attributes.apply(request.target(), "", snapshot.rootNode(), AttributeWriter.Origin.FOUND);
                }
            } catch (IOException | RuntimeException failed) {
                tasks.close();
                batch.abandon();
                throw failed;
            }
        }
    }

    private RestoreResult result() {
        return new RestoreResult(
                writer.files(),
                directories,
                maker.others(),
                skipped,
                deleted,
                writer.bytes(),
                monitor.problems(),
                monitor.allProblems(),
                monitor.seriousProblems() == 0,
                monitor.elapsed());
    }

    /** A directory of the snapshot and its place in the target, made when something in it is wanted. */
    private final class Place {
        private final @Nullable Place parent;
        private final Path directory;
        private final String path;
        private final @Nullable Node node;
        private final ContentReference tree;
        private final int depth;
        private final Set<String> taken = new HashSet<>();
        private TargetTree.@Nullable Made made;

        Place(@Nullable Place parent, Path directory, String path, @Nullable Node node, ContentReference tree) {
            this.parent = parent;
            this.directory = directory;
            this.path = path;
            this.node = node;
            this.tree = tree;
            this.depth = parent == null ? 0 : parent.depth + 1;
        }

        TargetTree.Made make() throws IOException {
            if (made == null) {
                if (parent != null
                        && (parent.make() == TargetTree.Made.SKIPPED
                                || !parent.takes(Objects.requireNonNull(node), path))) {
                    made = TargetTree.Made.SKIPPED;
                    return made;
                }
                try {
                    made = target.makeDirectory(directory);
                    if (made == TargetTree.Made.MERGED) {
                        attributes.lookAt(directory);
                        PartNames.removeStale(directory);
                    }
                } catch (FileSystemException refused) {
                    maker.notWritten(path, refused);
                    made = TargetTree.Made.SKIPPED;
                    return made;
                }
                directories += made == TargetTree.Made.SKIPPED ? 0 : 1;
                skipped += made == TargetTree.Made.SKIPPED ? 1 : 0;
            }
            return made;
        }

        /** Whether no entry of the directory has a name yet that is the same to the file system. */
        boolean takes(Node child, String childPath) {
            if (folding.isExact() || taken.add(folding.key(child.name()))) {
                return true;
            }
            monitor.problem(
                    Problem.Kind.NOT_WRITTEN,
                    childPath,
                    "to this file system its name is that of another entry of the snapshot; restore it to another place");
            return false;
        }

        /** Nothing more is done about the directory but giving it its attributes. */
        void end() {
            if (parent != null) {
                monitor.done(1, 0, path);
            }
        }

        String join(Node child) {
            return PathNames.join(path, child.name());
        }
    }

    /** A directory whose entries are being restored. */
    private record Level(Place place, TreeDecoder tree) {}

    /** Not by recursion: how deep a snapshot is nested must not depend on the stack of whoever restores it. */
    private void entries(Place root, RestoreBatch batch) throws IOException {
        try {
            enter(root);
            while (!levels.isEmpty()) {
                next(levels.element(), batch);
            }
        } finally {
            for (Level open : levels) {
                open.tree().close();
            }
        }
    }

    private void enter(Place place) throws IOException {
        if (place.depth > TreeWalk.MAX_DEPTH) {
            monitor.problem(
                    Problem.Kind.NOT_WRITTEN, place.path, "is nested more than " + TreeWalk.MAX_DEPTH + " deep");
            place.end();
            return;
        }
        try {
            levels.push(new Level(place, Trees.open(core.blobs(), place.tree)));
        } catch (RepositoryException damaged) {
            monitor.problem(Problem.Kind.NOT_WRITTEN, place.path, damaged);
            place.end();
        }
    }

    private void next(Level level, RestoreBatch batch) throws IOException {
        Place place = level.place();
        try {
            Node node = level.tree().next();
            if (node != null) {
                entry(place, node, batch);
                return;
            }
            if (place.made != null && place.made != TargetTree.Made.SKIPPED) {
                afterBatch.add(() -> leave(place));
            }
        } catch (RestoreConflictException conflict) {
            throw conflict;
        } catch (RepositoryException damaged) {
            monitor.problem(Problem.Kind.NOT_WRITTEN, place.path, damaged);
        }
        levels.pop().tree().close();
        place.end();
    }

    private void entry(Place place, Node node, RestoreBatch batch) throws IOException {
        String path = place.join(node);
        Path file = Places.in(place.directory, node);
        if (file == null) {
            if (request.wants(path)) {
                monitor.problem(Problem.Kind.NOT_WRITTEN, path, "its name is impossible in this file system");
            }
            return;
        }
        if (node.type() == EntryType.DIRECTORY) {
            Place child = new Place(place, file, path, node, Objects.requireNonNull(node.content()));
            if (!request.wants(path) || child.make() != TargetTree.Made.SKIPPED) {
                enter(child);
            } else {
                child.end();
            }
            return;
        }
        if (!request.wants(path) || place.make() == TargetTree.Made.SKIPPED || !place.takes(node, path)) {
            return;
        }
        if (place.made == TargetTree.Made.MERGED && !makeRoom(node, path, file)) {
            return;
        }
        if (maker.hasOtherName(node)) {
            afterBatch.add(() -> maker.link(node, path, file));
        } else if (node.type() == EntryType.FILE) {
            maker.remember(node, file);
            batch.add(new RestoredFile(file, parts.next(place.directory), path, node));
        } else {
            maker.remember(node, file);
            maker.special(node, path, file);
        }
        if (batch.isFull()) {
            finish(batch);
        }
    }

    private boolean makeRoom(Node node, String path, Path file) throws IOException {
        try {
            if (target.mayWrite(file, node)) {
                return true;
            }
            skipped++;
            // Other names of the file become links to what stays only if that is the file.
            if (node.isHardLink() && target.isThere(file, node)) {
                maker.remember(node, file);
            }
        } catch (FileSystemException refused) {
            maker.notWritten(path, refused);
        }
        return false;
    }

    private void leave(Place place) throws IOException {
        try {
            if (request.deleteExtra()) {
                try (TreeDecoder tree = Trees.open(core.blobs(), place.tree)) {
                    deleted += target.deleteExtra(place.directory, tree);
                }
            }
            if (place.node != null) {
                boolean found = place.made == TargetTree.Made.MERGED;
                attributes.apply(
                        place.directory,
                        place.path,
                        place.node,
                        found ? AttributeWriter.Origin.FOUND : AttributeWriter.Origin.MADE);
            }
        } catch (FileSystemException refused) {
            maker.notWritten(place.path, refused);
        }
    }

    private void finish(RestoreBatch batch) throws IOException {
        batch.run();
        for (Step step : afterBatch) {
            step.run();
        }
        afterBatch.clear();
    }
}
