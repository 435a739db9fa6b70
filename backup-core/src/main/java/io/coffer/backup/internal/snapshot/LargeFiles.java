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
import io.coffer.backup.model.EntryAttributes;
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
    /** Which part of the heap chunks may take. */
    private static final int HEAP_SHARE = 6;

    private final BlobWriter blobs;
    private final TaskGroup tasks;
    private final Monitor monitor;
    private final StreamCutter cutter;
    private final int chunksAtOnce;
    private final int usualChunk;
    private final Deque<PendingChunk> pending = new ArrayDeque<>();
    private final ConcurrentLinkedDeque<byte[]> buffers = new ConcurrentLinkedDeque<>();

    LargeFiles(BlobWriter blobs, TaskGroup tasks, Monitor monitor, Chunker chunker, int chunksAtOnce) {
        this.blobs = blobs;
        this.tasks = tasks;
        this.monitor = monitor;
        this.cutter = new StreamCutter(chunker);
        this.usualChunk = 2 * chunker.average();
        // On a machine of many processors, as many as they could use may be more than a small heap holds.
        long mostInMemory = Runtime.getRuntime().maxMemory() / HEAP_SHARE / usualChunk;
        this.chunksAtOnce = (int) Math.max(2, Math.min(chunksAtOnce, mostInMemory));
    }

    /** A chunk that a worker has, or will have. */
    private static final class PendingChunk {
        private final Content content;
        private final CountDownLatch ready = new CountDownLatch(1);
        private final int length;
        private @Nullable ContentId id;

        PendingChunk(Content content, int length) {
            this.content = content;
            this.length = length;
        }
    }

    /** What a stream gave, whose chunks may still be on their way. */
    static final class Content {
        private final ReferenceWriter reference;
        private long size;
        private int pendingChunks;

        private Content(ReferenceWriter reference) {
            this.reference = reference;
        }

        /** In bytes. */
        long size() {
            return size;
        }

        boolean isStored() {
            return pendingChunks == 0;
        }

        /** Once it is stored. */
        ContentReference reference() throws IOException {
            if (!isStored()) {
                throw new IllegalStateException(pendingChunks + " chunks are not stored yet");
            }
            return reference.finish();
        }
    }

    /**
     * What of a file is not counted while it is read: its holes.
     *
     * @param attributes of the file
     * @param data how many bytes were read
     */
    static long uncounted(EntryAttributes attributes, long data) {
        return Math.max(0, attributes.size() - data);
    }

    /** Stores all of a stream. */
    ContentReference store(InputStream in, long expected, @Nullable Object what) throws IOException {
        Content content = read(in, expected, what);
        finishAll();
        return content.reference();
    }

    /** Reads all of a stream. Its last chunks may wait to be stored: see {@link #finishReady} and {@link #finishAll}. */
    Content read(InputStream in, long expected, @Nullable Object what) throws IOException {
        Content content = new Content(blobs.newReference());
        content.size = cutter.cut(in, expected, (bytes, offset, length) -> {
            if (pending.size() == chunksAtOnce) {
                finishFirst();
            }
            pending.add(submit(content, bytes, offset, length));
            content.pendingChunks++;
            monitor.done(0, length, what);
        });
        return content;
    }

    /** Takes note of chunks that are stored, without waiting for others. */
    void finishReady() throws IOException {
        while (!pending.isEmpty() && pending.element().ready.getCount() == 0) {
            finishFirst();
        }
    }

    /** Waits for all chunks. */
    void finishAll() throws IOException {
        while (!pending.isEmpty()) {
            finishFirst();
        }
    }

    private PendingChunk submit(Content content, byte[] bytes, int offset, int length) throws IOException {
        byte[] copy = buffer(length);
        System.arraycopy(bytes, offset, copy, 0, length);
        PendingChunk chunk = new PendingChunk(content, length);
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

    private void finishFirst() throws IOException {
        PendingChunk chunk = pending.remove();
        tasks.await(chunk.ready);
        ContentId id = chunk.id;
        if (id == null) {
            throw new IllegalStateException("a chunk was neither stored nor did storing it fail");
        }
        chunk.content.reference.add(id, chunk.length);
        chunk.content.pendingChunks--;
    }
}
