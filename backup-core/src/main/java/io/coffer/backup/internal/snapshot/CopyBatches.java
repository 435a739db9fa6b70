package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.ContentInput;
import io.coffer.backup.internal.content.Lane;
import io.coffer.backup.internal.content.ReferenceWriter;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Copies small files, a run of neighbours at a time: they mostly lie in one segment, which one task then reads once.
 * Unlike in a backup, what cannot be read is the end of the copy.
 */
final class CopyBatches {
    private static final int MAX_FILES = 512;

    private final BlobReader origin;
    private final BlobWriter blobs;
    private final TaskGroup tasks;
    private final Monitor monitor;
    private final Chunker chunker;
    private final int batchBytes;
    private final ConcurrentLinkedDeque<StreamCutter> cutters = new ConcurrentLinkedDeque<>();

    private List<Job> open = new ArrayList<>();
    private CountDownLatch ready = new CountDownLatch(1);
    private long openBytes;

    private record Job(Node node, FileSlot slot) {}

    CopyBatches(
            BlobReader origin, BlobWriter blobs, TaskGroup tasks, Monitor monitor, Chunker chunker, int batchBytes) {
        this.origin = origin;
        this.blobs = blobs;
        this.tasks = tasks;
        this.monitor = monitor;
        this.chunker = chunker;
        this.batchBytes = batchBytes;
    }

    /** Adds a file to the open batch. */
    FileSlot add(Node node, SourceEntry entry, String directory) throws IOException {
        FileSlot slot = new FileSlot(entry, directory, ready);
        open.add(new Job(node, slot));
        openBytes += content(node).size();
        if (openBytes >= batchBytes || open.size() >= MAX_FILES) {
            submit();
        }
        return slot;
    }

    /** Hands the open batch to the workers. */
    void submit() throws IOException {
        if (open.isEmpty()) {
            return;
        }
        List<Job> jobs = open;
        CountDownLatch done = ready;
        open = new ArrayList<>();
        ready = new CountDownLatch(1);
        openBytes = 0;
        tasks.add(() -> copy(jobs), done::countDown);
    }

    private void copy(List<Job> jobs) throws IOException {
        Lane lane = blobs.dataLane();
        StreamCutter borrowed = cutters.poll();
        StreamCutter cutter = borrowed == null ? new StreamCutter(chunker) : borrowed;
        try {
            for (Job job : jobs) {
                job.slot().set(with(job.node(), copy(content(job.node()), cutter, lane)));
                monitor.done(1, job.node().attributes().size(), job.slot());
            }
        } catch (StreamCutter.ReadException failed) {
            throw failed.failure();
        } finally {
            cutters.push(cutter);
            blobs.release(lane);
        }
    }

    private ContentReference copy(ContentReference content, StreamCutter cutter, Lane lane) throws IOException {
        ReferenceWriter reference = blobs.newReference();
        try (ContentInput in = new ContentInput(origin, content)) {
            cutter.cut(
                    in,
                    // Up to its end, so that a reference that says another size than it has is found.
                    -1,
                    (bytes, offset, length) -> reference.add(lane.put(bytes, offset, length), length));
        }
        return reference.finish();
    }

    private static ContentReference content(Node node) {
        return Objects.requireNonNull(node.content());
    }

    /** The same entry with its content elsewhere. */
    static Node with(Node node, @Nullable ContentReference content) {
        return new Node(
                node.name(),
                node.attributes(),
                content,
                node.dataRanges(),
                node.linkTarget(),
                node.extendedAttributes(),
                node.changing());
    }
}
