package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.Problem;
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

    private final BlobWriter blobs;
    private final Chunker chunker;
    private final TreeEncoder encoder = new TreeEncoder();
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
        /** Lets all of them be read. */
        void submit() throws IOException;
    }

    /** What was met: exactly one of an entry, a file that is being read, a directory's start, or its end. */
    private record Step(
            @Nullable Node node,
            @Nullable FileSlot slot,
            @Nullable Node firstName,
            boolean enters) {}

    private record OpenTree(@Nullable Node directory, TreeWriter writer) {}

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

    TreeAssembly(BlobWriter blobs, Chunker chunker, Waiting batches, TaskGroup tasks, Monitor monitor)
            throws IOException {
        this.blobs = blobs;
        this.chunker = chunker;
        this.batches = batches;
        this.tasks = tasks;
        this.monitor = monitor;
        open.push(new OpenTree(null, new TreeWriter(blobs, chunker, encoder)));
    }

    Counts counts() {
        return counts;
    }

    /** An entry that is complete. */
    void add(Node node) throws IOException {
        step(new Step(node, null, null, false));
    }

    /** A file that is being read. */
    void add(FileSlot slot) throws IOException {
        step(new Step(null, slot, null, false));
    }

    /** Another name of a file that may still be being read. */
    void addLink(Node name, FileSlot file) throws IOException {
        step(new Step(null, file, name, false));
    }

    /** How many directories were entered and not left yet, and the tree above them. */
    int depth() {
        return depth;
    }

    /** The start of a directory, whose entries follow. */
    void enter(Node directory) throws IOException {
        depth++;
        step(new Step(directory, null, null, true));
    }

    /** The end of the directory that was entered last. */
    void exit() throws IOException {
        depth--;
        step(new Step(null, null, null, false));
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
        return step.slot() == null || step.slot().isReady();
    }

    private void applyFirst() throws IOException {
        Step step = waiting.element();
        FileSlot slot = step.slot();
        if (slot != null && !slot.isReady()) {
            batches.submit();
            tasks.await(slot.ready());
        }
        apply(waiting.remove());
    }

    /** Waits for all files; the outermost tree is complete then. */
    ContentReference finish() throws IOException {
        while (!waiting.isEmpty()) {
            applyFirst();
        }
        return open.pop().writer().finish();
    }

    private void apply(Step step) throws IOException {
        Node node = step.node();
        if (step.slot() != null) {
            tasks.rethrow();
            Node file = step.slot().node();
            if (file != null) {
                append(step.firstName() == null ? file : linked(step.firstName(), file));
            }
        } else if (node == null) {
            OpenTree tree = open.pop();
            Node directory = tree.directory();
            if (directory == null) {
                throw new IllegalStateException("left a directory that was not entered");
            }
            append(withContent(directory, tree.writer().finish()));
        } else if (step.enters()) {
            open.push(new OpenTree(node, new TreeWriter(blobs, chunker, encoder)));
        } else {
            append(node);
        }
    }

    private void append(Node node) throws IOException {
        try {
            open.element().writer().add(node);
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
