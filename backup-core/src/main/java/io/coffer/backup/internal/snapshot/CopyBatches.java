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
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Copies small files, many in one task: neighbours mostly lie in one segment, which is then read once. Unlike in a
 * backup, what cannot be read is the end of the copy.
 */
final class CopyBatches {
    private final BlobReader origin;
    private final BlobWriter blobs;
    private final Monitor monitor;
    private final SlotBatches<Job> batches;

    private record Job(Node node, FileSlot slot) {}

    CopyBatches(
            BlobReader origin, BlobWriter blobs, TaskGroup tasks, Monitor monitor, Chunker chunker, int batchBytes) {
        this.origin = origin;
        this.blobs = blobs;
        this.monitor = monitor;
        this.batches = new SlotBatches<>(blobs, tasks, chunker, batchBytes, this::copy);
    }

    /** Adds a file to the open batch. */
    FileSlot add(Node node, SourceEntry entry, String directory) throws IOException {
        return batches.add(entry, directory, content(node).size(), slot -> new Job(node, slot));
    }

    /** Hands the open batch to the workers. */
    void submit() throws IOException {
        batches.submit();
    }

    private void copy(List<Job> jobs, StreamCutter cutter, Lane lane) throws IOException {
        try {
            for (Job job : jobs) {
                job.slot().set(with(job.node(), copy(content(job.node()), cutter, lane)));
                monitor.done(1, job.node().attributes().size(), job.slot());
            }
        } catch (StreamCutter.ReadException failed) {
            throw failed.failure();
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
