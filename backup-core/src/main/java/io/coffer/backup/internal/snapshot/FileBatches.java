package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.Lane;
import io.coffer.backup.internal.content.ReferenceWriter;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;

/**
 * Reads small files, a run of neighbours at a time: one task reads, hashes and compresses what will lie in
 * one segment, so that tasks share nothing and files of a directory stay together.
 */
final class FileBatches {
    private static final int MAX_FILES = 512;

    private final BlobWriter blobs;
    private final TaskGroup tasks;
    private final FileReader reader;
    private final Monitor monitor;
    private final Chunker chunker;
    private final int batchBytes;
    private final ConcurrentLinkedDeque<StreamCutter> cutters = new ConcurrentLinkedDeque<>();

    private List<FileSlot> open = new ArrayList<>();
    private CountDownLatch ready = new CountDownLatch(1);
    private long openBytes;

    FileBatches(
            BlobWriter blobs, TaskGroup tasks, FileReader reader, Monitor monitor, Chunker chunker, int batchBytes) {
        this.blobs = blobs;
        this.tasks = tasks;
        this.reader = reader;
        this.monitor = monitor;
        this.chunker = chunker;
        this.batchBytes = batchBytes;
    }

    /** Adds a file to the open batch. */
    FileSlot add(SourceEntry entry, String directory) throws IOException {
        FileSlot slot = new FileSlot(entry, directory, ready);
        open.add(slot);
        openBytes += entry.attributes().size();
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
        List<FileSlot> slots = open;
        CountDownLatch done = ready;
        open = new ArrayList<>();
        ready = new CountDownLatch(1);
        openBytes = 0;
        tasks.add(() -> read(slots), done::countDown);
    }

    private void read(List<FileSlot> slots) throws IOException {
        Lane lane = blobs.dataLane();
        StreamCutter cutter = cutters.poll();
        if (cutter == null) {
            cutter = new StreamCutter(chunker);
        }
        StreamCutter borrowed = cutter;
        try {
            for (FileSlot slot : slots) {
                reader.read(slot, (in, expected) -> store(in, expected, borrowed, lane));
                monitor.done(1, slot.entry().attributes().size(), slot);
            }
        } finally {
            cutters.push(cutter);
            blobs.release(lane);
        }
    }

    private ContentReference store(InputStream in, long expected, StreamCutter cutter, Lane lane) throws IOException {
        ReferenceWriter reference = blobs.newReference();
        cutter.cut(in, expected, (bytes, offset, length) -> reference.add(lane.put(bytes, offset, length), length));
        return reference.finish();
    }
}
