package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.Encoding;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers segments into packs of one type, and stores each pack that is full. The number of packs that are
 * in memory at once is bounded; whoever fills them faster than they are stored waits. Thread-safe.
 */
final class Packer {
    private final ObjectType type;
    private final ObjectStore store;
    private final TaskGroup transfers;
    private final RandomGenerator random;
    private final Stored stored;
    private final BlockingQueue<ByteBuffer> free = new LinkedBlockingQueue<>();
    private final int capacity;
    private final int maximumBlobs;
    private int unallocated;

    // Guarded by this: the pack that is being filled.
    private @Nullable ByteBuffer buffer;
    private final List<PackDirectory.Segment> segments = new ArrayList<>();
    private int blobs;

    /** Hears of each pack that is durable. */
    @FunctionalInterface
    interface Stored {
        void stored(PackEntry pack) throws IOException;
    }

    Packer(
            ObjectType type,
            int capacity,
            int maximumBlobs,
            int buffers,
            ObjectStore store,
            TaskGroup transfers,
            RandomGenerator random,
            Stored stored) {
        this.type = type;
        this.capacity = capacity;
        this.maximumBlobs = maximumBlobs;
        this.unallocated = buffers;
        this.store = store;
        this.transfers = transfers;
        this.random = random;
        this.stored = stored;
    }

    /** Adds a segment: its stored bytes from position to limit, copied. */
    synchronized void add(ByteBuffer bytes, int plainLength, Encoding encoding, List<PackDirectory.Blob> content)
            throws IOException {
        int end = PackDirectory.encodedLength(segments.size() + 1, blobs + content.size()) + PackFormat.TRAILER_LENGTH;
        if (buffer != null && (buffer.remaining() < bytes.remaining() + end || blobs + content.size() > maximumBlobs)) {
            seal();
        }
        ByteBuffer pack = buffer == null ? start() : buffer;
        segments.add(new PackDirectory.Segment(pack.position(), bytes.remaining(), plainLength, encoding, content));
        blobs += content.size();
        pack.put(bytes);
    }

    private ByteBuffer start() throws IOException {
        ByteBuffer pack = free.poll();
        if (pack == null && unallocated > 0) {
            unallocated--;
            pack = ByteBuffer.allocateDirect(capacity);
        }
        try {
            if (pack == null) {
                pack = free.take();
            }
        } catch (InterruptedException interrupted) {
            throw TaskGroup.interrupted("storing a pack");
        }
        pack.clear();
        byte[] nonce = new byte[PackFormat.NONCE_LENGTH];
        random.nextBytes(nonce);
        PackFormat.writeStart(pack, type, nonce);
        buffer = pack;
        return pack;
    }

    /** Stores what has been gathered, if anything; returns before that is done. */
    synchronized void seal() throws IOException {
        ByteBuffer pack = buffer;
        if (pack == null) {
            return;
        }
        PackDirectory directory = new PackDirectory(segments);
        buffer = null;
        segments.clear();
        blobs = 0;
        PackFormat.writeEnd(pack, directory);
        pack.flip();
        // Exactly once: a buffer that is lost lets others wait for ever, one that is there twice mixes two packs.
        AtomicBoolean given = new AtomicBoolean();
        Runnable giveBack = () -> {
            if (given.compareAndSet(false, true)) {
                free.add(pack);
            }
        };
        try {
            transfers.add(() -> {
                try {
                    transfer(pack, directory);
                } finally {
                    giveBack.run();
                }
            });
        } catch (IOException | RuntimeException refused) {
            giveBack.run();
            throw refused;
        }
    }

    private void transfer(ByteBuffer pack, PackDirectory directory) throws IOException {
        MessageDigest digest = Sha256.start();
        digest.update(pack.duplicate());
        PackId id = new PackId(ContentId.of(digest.digest()));
        store.put(
                id.objectName(),
                ObjectData.of(pack, type == ObjectType.DATA_PACK ? ObjectUse.DATA : ObjectUse.METADATA),
                PutCondition.NONE);
        stored.stored(new PackEntry(id, pack.remaining(), type, directory));
    }
}
