package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.Lane;
import io.coffer.backup.internal.content.ReferenceWriter;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Stores streams of any length: one thread reads and cuts, the workers hash and compress the chunks. The
 * number of chunks in memory is bounded. Not thread-safe.
 */
final class LargeFiles {
    private final BlobWriter blobs;
    private final TaskGroup tasks;
    private final Monitor monitor;
    private final StreamCutter cutter;
    private final int chunksAtOnce;
    private final int usualChunk;
    private final ConcurrentLinkedDeque<byte[]> buffers = new ConcurrentLinkedDeque<>();

    LargeFiles(BlobWriter blobs, TaskGroup tasks, Monitor monitor, Chunker chunker, int chunksAtOnce) {
        this.blobs = blobs;
        this.tasks = tasks;
        this.monitor = monitor;
        this.cutter = new StreamCutter(chunker);
        this.chunksAtOnce = chunksAtOnce;
        this.usualChunk = 2 * chunker.average();
    }

    /** A chunk that a worker has, or will have. */
    private static final class PendingChunk {
        private final CountDownLatch ready = new CountDownLatch(1);
        private final int length;
        private @Nullable ContentId id;

        PendingChunk(int length) {
            this.length = length;
        }
    }

    ContentReference store(InputStream in, long expected, @Nullable Object what) throws IOException {
        ReferenceWriter reference = blobs.newReference();
        Deque<PendingChunk> pending = new ArrayDeque<>();
        cutter.cut(in, expected, (bytes, offset, length) -> {
            if (pending.size() == chunksAtOnce) {
                finishFirst(pending, reference);
            }
            pending.add(submit(bytes, offset, length));
            monitor.done(0, length, what);
        });
        while (!pending.isEmpty()) {
            finishFirst(pending, reference);
        }
        return reference.finish();
    }

    private PendingChunk submit(byte[] bytes, int offset, int length) throws IOException {
        byte[] copy = buffer(length);
        System.arraycopy(bytes, offset, copy, 0, length);
        PendingChunk chunk = new PendingChunk(length);
        TaskGroup.Task task = () -> {
            Lane lane = blobs.dataLane();
            try {
                chunk.id = lane.put(copy, 0, length);
            } finally {
                blobs.release(lane);
                if (copy.length == usualChunk) {
                    buffers.push(copy);
                }
            }
        };
        // Who waits must find the failure, if there is one.
        tasks.add(task, chunk.ready::countDown);
        return chunk;
    }

    /** Buffers of the usual size are used again; the few chunks that are larger get one of their own. */
    private byte[] buffer(int length) {
        byte[] free = length > usualChunk ? null : buffers.poll();
        return free == null ? new byte[Math.max(length, usualChunk)] : free;
    }

    private void finishFirst(Deque<PendingChunk> pending, ReferenceWriter reference) throws IOException {
        PendingChunk chunk = pending.remove();
        tasks.await(chunk.ready);
        ContentId id = chunk.id;
        if (id == null) {
            throw new IllegalStateException("a chunk was neither stored nor did storing it fail");
        }
        reference.add(id, chunk.length);
    }
}
