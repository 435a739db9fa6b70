package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.ContentReferences;
import io.coffer.backup.internal.content.MissingBlobs;
import io.coffer.backup.internal.content.PreviousCuts;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceEntry;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks through sources and brings what is new in them into the repository. One thread walks, compares with
 * the previous snapshot and puts trees together; files are read by workers. Not thread-safe.
 */
final class Archiver {
    private static final int MAX_LINKED_FILES = 1 << 16;
    private static final int CHUNKS_PER_WORKER = 2;

    private final RepositoryCore core;
    private final BlobWriter blobs;
    private final Monitor monitor;
    private final boolean readAll;
    private final boolean keepTrees;
    private final FileReader reader;
    private final FileBatches batches;
    private final LargeFileReads largeFiles;
    private final TreeAssembly trees;
    private final int largeFrom;
    private final Deque<Level> levels = new ArrayDeque<>();
    private long unchangedFiles;

    /** Files with several names that were met, the latest of them, so that each is read once. */
    private final Map<FileKey, FileSlot> linked = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FileKey, FileSlot> eldest) {
            return size() > MAX_LINKED_FILES;
        }
    };

    private record FileKey(long device, long inode) {}

    /**
     * Prepares.
     *
     * @param readAll whether files are read that seem unchanged
     * @param keepTrees whether the tree of a directory in which nothing has changed is taken over as it is, or written
     *     again
     */
    Archiver(
            RepositoryCore core,
            BlobWriter blobs,
            TaskGroup tasks,
            Monitor monitor,
            boolean readAll,
            boolean keepTrees) {
        this.core = core;
        this.blobs = blobs;
        this.monitor = monitor;
        this.readAll = readAll;
        this.keepTrees = keepTrees;
        var parameters = core.config().parameters();
        Chunker chunker = Chunker.forData(core.keys(), parameters);
        this.largeFrom = chunker.average();
        this.reader = new FileReader(monitor);
        this.batches = new FileBatches(blobs, tasks, reader, monitor, chunker, parameters.dataSegment());
        int chunksAtOnce = CHUNKS_PER_WORKER * core.environment().parallel() + 1;
        this.largeFiles = new LargeFileReads(
                new LargeFiles(blobs, tasks, monitor, chunker, chunksAtOnce),
                reader,
                monitor,
                content -> new PreviousCuts(core.blobs(), core.index(), content, chunker.average()));
        this.trees = new TreeAssembly(
                blobs, core.blobs(), Chunker.forTrees(core.keys(), parameters), this::finishFiles, tasks, monitor);
    }

    /** Lets all files be read that were met, as far as this thread has to do with it. */
    private void finishFiles() throws IOException {
        batches.submit();
        largeFiles.finish();
    }

    TreeAssembly.Counts counts() {
        return trees.counts();
    }

    long unchangedFiles() {
        return unchangedFiles;
    }

    long readBytes() {
        return reader.readBytes();
    }

    /** A directory whose entries are being archived; its path is null above the roots of the sources. */
    private record Level(
            SourceChildren children,
            PreviousTree previous,
            @Nullable String path) implements Closeable {
        @Override
        public void close() throws IOException {
            try (children) {
                previous.close();
            }
        }
    }

    /** Archives roots of sources, and gives the tree that has them as its entries. */
    ContentReference archive(SourceChildren roots, @Nullable ContentReference previous) throws IOException {
        // Not by recursion: how deep a source is nested must not depend on the stack of whoever backs it up.
        levels.push(new Level(roots, new PreviousTree(core.blobs(), previous), null));
        try {
            while (!levels.isEmpty()) {
                Level level = levels.element();
                SourceEntry entry = next(level);
                if (entry == null) {
                    leave(levels.pop());
                } else {
                    entry(level, entry);
                }
            }
        } finally {
            for (Level open : levels) {
                open.close();
            }
        }
        finishFiles();
        return trees.finish();
    }

    private @Nullable SourceEntry next(Level level) throws IOException {
        try {
            return level.children().next();
        } catch (IOException unreadable) {
            report(level.path() == null ? "" : level.path(), unreadable);
            return null;
        }
    }

    private void leave(Level level) throws IOException {
        int previousSize = level.previous().size();
        level.close();
        if (level.path() != null) {
            trees.exit(previousSize);
            monitor.done(1, 0, level.path());
        }
    }

    private void entry(Level level, SourceEntry entry) throws IOException {
        String path = level.path();
        PreviousEntry before = level.previous().find(entry.name());
        try {
            entry(entry, before, path == null ? "" : path, path == null);
        } catch (SourceException failed) {
            // Removed since the directory was listed: as if it had never been there. A root was asked for.
            if (path == null || !failed.isGone()) {
                report(path == null ? "" : PathNames.join(path, entry.name()), failed.failure());
            }
        }
    }

    private void entry(SourceEntry entry, @Nullable PreviousEntry before, String directory, boolean isRoot)
            throws IOException {
        switch (entry.attributes().type()) {
            case DIRECTORY ->
                directory(entry, before, isRoot ? "" : PathNames.join(directory, entry.name()), directory);
            case FILE -> file(entry, before, directory);
            default -> special(entry, before, directory);
        }
    }

    private void directory(SourceEntry entry, @Nullable PreviousEntry before, String path, String parent)
            throws IOException {
        if (trees.depth() == TreeWalk.MAX_DEPTH) {
            monitor.problem(
                    Problem.Kind.UNREADABLE,
                    path,
                    "it is nested more than " + TreeWalk.MAX_DEPTH + " deep, and is left out with all under it");
            return;
        }
        Map<String, byte[]> extended = extendedAttributes(entry, before, parent);
        SourceChildren children;
        try {
            children = Asking.children(entry);
        } catch (SourceException failed) {
            if (failed.isGone()) {
                throw failed;
            }
            report(path, failed.failure());
            trees.enter(node(entry, extended));
            trees.exit();
            monitor.done(1, 0, path);
            return;
        }
        ContentReference previous = before != null && before.node().type() == EntryType.DIRECTORY
                ? before.node().content()
                : null;
        levels.push(new Level(children, new PreviousTree(core.blobs(), previous), path));
        // Of an entry that has the same times its extended attributes were not asked for, so they are the same too.
        int place = before != null && isSame(entry, before.node()) ? before.place() : OpenTree.NO_PLACE;
        trees.enter(node(entry, extended), place, keepTrees ? previous : null);
    }

    /** Whether an entry is what it was, but for what is in it. */
    private boolean isSame(SourceEntry entry, Node before) {
        return isAsBefore(entry, before) && entry.attributes().equals(before.attributes());
    }

    /** Whether all that is known of an entry but its attributes may be taken from before. */
    private boolean isAsBefore(SourceEntry entry, Node before) {
        return !readAll
                && entry.attributes().changed() != null
                && entry.attributes().sameDataAs(before.attributes());
    }

    private static Node node(SourceEntry entry, Map<String, byte[]> extended) {
        return new Node(entry.name(), entry.attributes(), null, null, null, extended, false);
    }

    private void file(SourceEntry entry, @Nullable PreviousEntry before, String directory) throws IOException {
        ContentId kept = entry.content();
        if (kept != null) {
            keptContent(entry, kept);
            return;
        }
        if (before != null && isUnchanged(entry, before.node())) {
            unchangedFiles++;
            monitor.done(1, entry.attributes().size(), null);
            if (entry.attributes().equals(before.node().attributes())) {
                trees.addSame(before);
            } else {
                trees.add(sameContent(entry, before.node()));
            }
            return;
        }
        EntryAttributes attributes = entry.attributes();
        boolean hasOtherNames = attributes.links() > 1 && attributes.inode() != EntryAttributes.UNKNOWN;
        FileKey key = new FileKey(attributes.device(), attributes.inode());
        FileSlot first = hasOtherNames ? linked.get(key) : null;
        if (first != null) {
            monitor.done(1, attributes.size(), null);
            trees.addLink(node(entry, Map.of()), first);
            return;
        }
        FileSlot slot = attributes.size() <= largeFrom
                ? batches.add(entry, directory)
                : largeFiles.read(entry, directory, contentOfFile(before));
        if (hasOtherNames) {
            linked.put(key, slot);
        }
        trees.add(slot);
    }

    private static @Nullable ContentReference contentOfFile(@Nullable PreviousEntry before) {
        return before != null && before.node().type() == EntryType.FILE
                ? before.node().content()
                : null;
    }

    private void keptContent(SourceEntry entry, ContentId id) throws IOException {
        ContentReference content = ContentReferences.of(core.blobs(), core.index(), id);
        ContentId missing = MissingBlobs.first(core.blobs(), blobs::contains, content);
        if (missing != null) {
            // No snapshot named it, and a prune took a part of it: only who put it can put it again.
            throw BlobReader.missing(missing, null);
        }
        EntryAttributes attributes = EntryAttributes.of(
                EntryType.FILE, content.size(), entry.attributes().modified());
        trees.add(new Node(entry.name(), attributes, content, null, null, Map.of(), false));
        monitor.done(1, content.size(), null);
    }

    private boolean isUnchanged(SourceEntry entry, Node before) throws IOException {
        ContentReference content = before.content();
        return !readAll
                && content != null
                && !before.changing()
                && entry.attributes().sameDataAs(before.attributes())
                && hasHomes(content);
    }

    /** A content that lost its home since the previous snapshot is stored again, although the file is the same. */
    private boolean hasHomes(ContentReference content) throws IOException {
        try {
            return MissingBlobs.first(core.blobs(), blobs::contains, content) == null;
        } catch (io.coffer.backup.RepositoryException lost) {
            return false;
        }
    }

    private static Node sameContent(SourceEntry entry, Node before) {
        return new Node(
                entry.name(),
                entry.attributes(),
                before.content(),
                before.dataRanges(),
                null,
                before.extendedAttributes(),
                false);
    }

    private void special(SourceEntry entry, @Nullable PreviousEntry before, String directory) throws IOException {
        if (before != null && isSame(entry, before.node())) {
            trees.addSame(before);
            monitor.done(1, 0, null);
            return;
        }
        boolean isLink = entry.attributes().type() == EntryType.SYMLINK;
        byte[] target = isLink ? Asking.linkTarget(entry) : null;
        Map<String, byte[]> extended = extendedAttributes(entry, before, directory);
        trees.add(new Node(entry.name(), entry.attributes(), null, null, target, extended, false));
        monitor.done(1, 0, null);
    }

    /** Asks only when something may have changed: the time of change tells of extended attributes too. */
    private Map<String, byte[]> extendedAttributes(SourceEntry entry, @Nullable PreviousEntry before, String directory)
            throws IOException {
        if (before != null && isAsBefore(entry, before.node())) {
            return before.node().extendedAttributes();
        }
        try {
            return reader.extendedAttributes(entry, directory);
        } catch (SourceException failed) {
            if (failed.isGone()) {
                throw failed;
            }
            report(PathNames.join(directory, entry.name()), failed.failure());
            return Map.of();
        }
    }

    private void report(String path, IOException unreadable) throws IOException {
        if (Interruptions.isOne(unreadable)) {
            throw unreadable;
        }
        monitor.problem(Problem.Kind.UNREADABLE, path, unreadable);
    }
}
