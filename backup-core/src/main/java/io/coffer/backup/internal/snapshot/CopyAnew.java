package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.ContentInput;
import io.coffer.backup.internal.content.MissingBlobs;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.SourceEntry;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Copies a snapshot into a repository with other keys or other sizes of chunks: reads its files, and cuts and identifies
 * them as a backup into the destination would. A file that is as in an earlier snapshot that was copied is not read.
 * Not thread-safe.
 */
final class CopyAnew implements ContentsCopy {
    private static final int TASKS_PER_WORKER = 2;

    private final RepositoryCore origin;
    private final RepositoryCore destination;
    private final BlobWriter writer;
    private final Monitor monitor;
    private final Chunker chunker;
    private long readBytes;

    CopyAnew(RepositoryCore origin, RepositoryCore destination, BlobWriter writer, Monitor monitor) {
        this.origin = origin;
        this.destination = destination;
        this.writer = writer;
        this.monitor = monitor;
        this.chunker = Chunker.forData(destination.keys(), destination.config().parameters());
    }

    /** A directory whose entries are being copied, here and in the earlier snapshot, the original and its copy. */
    private record Level(TreeDecoder tree, PreviousTree original, PreviousTree copy, String path) implements Closeable {
        @Override
        public void close() throws IOException {
            try (tree;
                    original) {
                copy.close();
            }
        }
    }

    /** What a slot is named by. */
    private record Entry(Node node) implements SourceEntry {
        @Override
        public io.coffer.backup.model.EntryName name() {
            return node.name();
        }

        @Override
        public io.coffer.backup.model.EntryAttributes attributes() {
            return node.attributes();
        }
    }

    @Override
    public ContentReference copy(Manifest manifest, Earlier earlier, TaskGroup tasks) throws IOException {
        return new Run(tasks).copy(manifest.root(), earlier);
    }

    @Override
    public long readBytes() {
        return readBytes;
    }

    /** The copy of one snapshot. */
    private final class Run {
        private final CopyBatches batches;
        private final LargeFiles largeFiles;
        private final TreeAssembly trees;
        private final Deque<Level> levels = new ArrayDeque<>();

        Run(TaskGroup tasks) throws IOException {
            var parameters = destination.config().parameters();
            this.batches = new CopyBatches(origin.blobs(), writer, tasks, monitor, chunker, parameters.dataSegment());
            this.largeFiles = new LargeFiles(
                    writer, tasks, monitor, chunker, destination.environment().parallel() * TASKS_PER_WORKER);
            this.trees = new TreeAssembly(
                    writer,
                    destination.blobs(),
                    Chunker.forTrees(destination.keys(), parameters),
                    batches::submit,
                    tasks,
                    monitor);
        }

        ContentReference copy(ContentReference root, Earlier earlier) throws IOException {
            try {
                enter(root, earlier.original(), earlier.copy(), "");
                while (!levels.isEmpty()) {
                    Level level = levels.element();
                    Node node = level.tree().next();
                    if (node == null) {
                        levels.pop().close();
                        if (!levels.isEmpty()) {
                            trees.exit();
                        }
                    } else {
                        entry(level, node);
                    }
                }
            } finally {
                for (Level open : levels) {
                    open.close();
                }
            }
            batches.submit();
            return trees.finish();
        }

        private void enter(
                ContentReference tree,
                @Nullable ContentReference original,
                @Nullable ContentReference copy,
                String path)
                throws IOException {
            if (levels.size() == TreeWalk.MAX_DEPTH) {
                throw Damage.in("a tree", "it is nested more than " + TreeWalk.MAX_DEPTH + " deep");
            }
            levels.push(new Level(
                    Trees.open(origin.blobs(), tree),
                    new PreviousTree(origin.blobs(), original),
                    new PreviousTree(destination.blobs(), copy),
                    path));
        }

        private void entry(Level level, Node node) throws IOException {
            Node original = nodeOf(level.original().find(node.name()));
            Node copy = nodeOf(level.copy().find(node.name()));
            ContentReference content = node.content();
            if (content == null) {
                trees.add(node);
                monitor.done(1, 0, null);
            } else if (node.type() == EntryType.DIRECTORY) {
                String path = PathNames.join(level.path(), node.name());
                enter(content, tree(original), tree(copy), path);
                trees.enter(node);
                monitor.done(1, 0, path);
            } else if (original != null && copy != null && content.equals(original.content()) && isWhole(copy)) {
                trees.add(CopyBatches.with(node, copy.content()));
                monitor.done(1, node.attributes().size(), null);
            } else {
                trees.add(read(level, node, content));
            }
        }

        private FileSlot read(Level level, Node node, ContentReference content) throws IOException {
            readBytes += content.size();
            if (content.size() <= chunker.average()) {
                return batches.add(node, new Entry(node), level.path());
            }
            FileSlot slot = new FileSlot(new Entry(node), level.path(), new CountDownLatch(1));
            try (ContentInput in = new ContentInput(origin.blobs(), content)) {
                slot.set(CopyBatches.with(node, largeFiles.store(in, -1, slot)));
            } catch (StreamCutter.ReadException failed) {
                throw failed.failure();
            }
            monitor.done(1, LargeFiles.uncounted(node.attributes(), content.size()), slot);
            slot.ready().countDown();
            return slot;
        }
    }

    private static @Nullable Node nodeOf(@Nullable PreviousEntry entry) {
        return entry == null ? null : entry.node();
    }

    private static @Nullable ContentReference tree(@Nullable Node node) {
        return node == null || node.type() != EntryType.DIRECTORY ? null : node.content();
    }

    /** What lost its home since it was copied is copied again. */
    private boolean isWhole(Node copy) throws IOException {
        ContentReference content = copy.content();
        try {
            return content != null && MissingBlobs.first(destination.blobs(), writer::contains, content) == null;
        } catch (RepositoryException lost) {
            return false;
        }
    }
}
