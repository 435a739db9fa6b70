package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.Lane;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Gathers small files, a run of neighbours at a time: one task stores what will lie in one segment, so that tasks share
 * nothing and files of a directory stay together. Used by one thread; the work is done by others.
 *
 * @param <J> what is known of a file
 */
final class SlotBatches<J> {
    private static final int MAX_FILES = 512;

    private final BlobWriter blobs;
    private final TaskGroup tasks;
    private final Chunker chunker;
    private final int batchBytes;
    private final Work<J> work;
    private final ConcurrentLinkedDeque<StreamCutter> cutters = new ConcurrentLinkedDeque<>();

    private List<J> open = new ArrayList<>();
    private CountDownLatch ready = new CountDownLatch(1);
    private long openBytes;

    /** Stores the files of a batch. */
    @FunctionalInterface
    interface Work<J> {
        void run(List<J> jobs, StreamCutter cutter, Lane lane) throws IOException;
    }

    SlotBatches(BlobWriter blobs, TaskGroup tasks, Chunker chunker, int batchBytes, Work<J> work) {
        this.blobs = blobs;
        this.tasks = tasks;
        this.chunker = chunker;
        this.batchBytes = batchBytes;
        this.work = work;
    }

    /** Adds a file of so many bytes to the open batch. */
    FileSlot add(SourceEntry entry, String directory, long bytes, Function<FileSlot, J> job) throws IOException {
        FileSlot slot = new FileSlot(entry, directory, ready);
        open.add(job.apply(slot));
        openBytes += bytes;
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
        List<J> jobs = open;
        CountDownLatch done = ready;
        open = new ArrayList<>();
        ready = new CountDownLatch(1);
        openBytes = 0;
        tasks.add(() -> run(jobs), done::countDown);
    }

    private void run(List<J> jobs) throws IOException {
        Lane lane = blobs.dataLane();
        StreamCutter borrowed = cutters.poll();
        StreamCutter cutter = borrowed == null ? new StreamCutter(chunker) : borrowed;
        try {
            work.run(jobs, cutter, lane);
        } finally {
            cutters.push(cutter);
            blobs.release(lane);
        }
    }
}
