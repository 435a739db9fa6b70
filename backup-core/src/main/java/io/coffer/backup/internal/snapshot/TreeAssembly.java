package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.format.TreeEncoder;
import io.coffer.backup.internal.format.UnfitNodeException;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Puts trees together in the order in which entries were met, although files become ready in another. What
 * waits for a file that is not ready is bounded. Not thread-safe.
 */
final class TreeAssembly {
    private static final int MAX_WAITING = 8192;

    private final OpenTree.Tools tools;
    private final Waiting batches;
    private final TaskGroup tasks;
    private final Monitor monitor;
    private final Counts counts = new Counts();
    private final Deque<Step> waiting = new ArrayDeque<>();
    private final Deque<OpenTree> open = new ArrayDeque<>();
    private int depth = 1;

    /** Holds back files that are to be read. */
    @FunctionalInterface
    interface Waiting {
        /** Lets all of them be read: no slot waits for the thread that calls this. */
        void submit() throws IOException;
    }

    /** What was met, in the order in which it goes into trees. */
    private sealed interface Step permits Entry, FileEntry, Start, End {}

    private record Entry(Node node, int place) implements Step {}

    /** A file that is being read, under its own name or another one. */
    private record FileEntry(FileSlot slot, @Nullable Node name) implements Step {}

    private record Start(
            Node directory, int place, @Nullable ContentReference previous) implements Step {}

    private record End(int previousSize) implements Step {}

    /** What a snapshot holds, in figures. */
    static final class Counts {
        long files;
        long directories;
        long others;
        long bytes;

        private void add(Node node) {
            if (node.type() == EntryType.FILE) {
                files++;
                bytes += node.attributes().size();
            } else if (node.type() == EntryType.DIRECTORY) {
                directories++;
            } else {
                others++;
            }
        }
    }

    /**
     * Starts with the tree above all directories.
     *
     * @param blobs takes trees
     * @param previous reads trees of the previous snapshot
     */
    TreeAssembly(
            BlobWriter blobs, BlobReader previous, Chunker chunker, Waiting batches, TaskGroup tasks, Monitor monitor) {
        this.tools = new OpenTree.Tools(blobs, previous, chunker, new TreeEncoder());
        this.batches = batches;
        this.tasks = tasks;
        this.monitor = monitor;
        open.push(new OpenTree(tools, null, OpenTree.NO_PLACE, null));
    }

    Counts counts() {
        return counts;
    }

    /** An entry that is complete. */
    void add(Node node) throws IOException {
        step(new Entry(node, OpenTree.NO_PLACE));
    }

    /** An entry that is in all respects what it was. */
    void addSame(PreviousEntry entry) throws IOException {
        step(new Entry(entry.node(), entry.place()));
    }

    /** A file that is being read. */
    void add(FileSlot slot) throws IOException {
        step(new FileEntry(slot, null));
    }

    /** Another name of a file that may still be being read. */
    void addLink(Node name, FileSlot file) throws IOException {
        step(new FileEntry(file, name));
    }

    /** How many directories were entered and not left yet, and the tree above them. */
    int depth() {
        return depth;
    }

    /** The start of a directory, whose entries follow. */
    void enter(Node directory) throws IOException {
        enter(directory, OpenTree.NO_PLACE, null);
    }

    /**
     * The start of a directory that was there before.
     *
     * @param place of the directory in the previous tree above it, when its entry but for the content is what it was;
     *     {@link OpenTree#NO_PLACE} otherwise
     * @param previous tree of the directory, which is its tree again if it has the same entries; null if it must not be
     */
    void enter(Node directory, int place, @Nullable ContentReference previous) throws IOException {
        depth++;
        step(new Start(directory, place, previous));
    }

    /** The end of the directory that was entered last. */
    void exit() throws IOException {
        exit(-1);
    }

    /**
     * The end of the directory that was entered last.
     *
     * @param previousSize how many entries the previous tree of the directory has; negative when that is not known
     */
    void exit(int previousSize) throws IOException {
        depth--;
        step(new End(previousSize));
    }

    private void step(Step step) throws IOException {
        if (waiting.isEmpty() && isReady(step)) {
            apply(step);
            return;
        }
        waiting.add(step);
        while (!waiting.isEmpty() && (isReady(waiting.element()) || waiting.size() > MAX_WAITING)) {
            applyFirst();
        }
    }

    private static boolean isReady(Step step) {
        return !(step instanceof FileEntry file) || file.slot().isReady();
    }

    private void applyFirst() throws IOException {
        if (waiting.element() instanceof FileEntry file && !file.slot().isReady()) {
            batches.submit();
            tasks.await(file.slot().ready());
        }
        apply(waiting.remove());
    }

    /** Waits for all files; the outermost tree is complete then. */
    ContentReference finish() throws IOException {
        while (!waiting.isEmpty()) {
            applyFirst();
        }
        return open.pop().finish(-1);
    }

    private void apply(Step step) throws IOException {
        if (step instanceof Entry entry) {
            append(entry.node(), entry.place());
        } else if (step instanceof FileEntry entry) {
            tasks.rethrow();
            Node file = entry.slot().node();
            if (file != null) {
                append(entry.name() == null ? file : linked(entry.name(), file), OpenTree.NO_PLACE);
            }
        } else if (step instanceof Start start) {
            open.push(new OpenTree(tools, start.directory(), start.place(), start.previous()));
        } else if (step instanceof End end) {
            OpenTree tree = open.pop();
            Node directory = tree.directory();
            if (directory == null) {
                throw new IllegalStateException("left a directory that was not entered");
            }
            ContentReference content = tree.finish(end.previousSize());
            append(withContent(directory, content), tree.placeWith(content));
        }
    }

    private void append(Node node, int place) throws IOException {
        try {
            open.element().add(node, place);
        } catch (UnfitNodeException unfit) {
            monitor.problem(Problem.Kind.UNREADABLE, pathOf(node), unfit);
            return;
        }
        counts.add(node);
    }

    /** The path of an entry of the tree that is written, relative to the root of its source. */
    private String pathOf(Node entry) {
        Deque<String> names = new ArrayDeque<>();
        names.push(entry.name().toString());
        for (OpenTree tree : open) {
            Node directory = tree.directory();
            if (directory != null) {
                names.push(directory.name().toString());
            }
        }
        // The first one is the name of the source.
        names.pop();
        return String.join("/", names);
    }

    private static Node linked(Node name, Node file) {
        return new Node(
                name.name(),
                file.attributes(),
                file.content(),
                file.dataRanges(),
                null,
                file.extendedAttributes(),
                file.changing());
    }

    static Node withContent(Node node, ContentReference content) {
        return new Node(
                node.name(), node.attributes(), content, null, null, node.extendedAttributes(), node.changing());
    }
}
