package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.Encoding;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.PackSeal;
import io.coffer.backup.internal.format.ParityEncoder;
import io.coffer.backup.internal.format.ParityLayout;
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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers segments into packs of one type, and stores each pack that is full. In an encrypted repository the
 * segments of a pack are sealed, and stored in random order. The number of packs that are
 * in memory at once is bounded; whoever fills them faster than they are stored waits. Thread-safe.
 */
final class Packer {
    private final ObjectType type;
    private final ContentKeys keys;
    private final ObjectStore store;
    private final TaskGroup transfers;
    private final RandomGenerator random;
    private final Stored stored;
    private final BlockingQueue<ByteBuffer> free = new LinkedBlockingQueue<>();
    private final int complete;
    private final int capacity;
    private final int maximumBlobs;
    private final int parity;
    private int unallocated;

    // Guarded by this: the pack that is being filled.
    private @Nullable Open open;

    /** Hears of each pack that is durable. */
    @FunctionalInterface
    interface Stored {
        void stored(PackEntry pack) throws IOException;
    }

    Packer(
            ObjectType type,
            int complete,
            int slack,
            int maximumBlobs,
            int buffers,
            int parity,
            ContentKeys keys,
            ObjectStore store,
            TaskGroup transfers,
            RandomGenerator random,
            Stored stored) {
        this.type = type;
        this.complete = complete;
        this.capacity = complete + slack;
        this.maximumBlobs = maximumBlobs;
        this.parity = parity;
        this.unallocated = buffers;
        this.keys = keys;
        this.store = store;
        this.transfers = transfers;
        this.random = random;
        this.stored = stored;
    }

    /** A segment that was gathered: where the room for it starts, and how long its bytes are before they are sealed. */
    private record Gathered(int start, int room, int length, PackDirectory.Segment segment) {}

    /** The pack that is being filled. */
    private static final class Open {
        private final ByteBuffer buffer;
        private final @Nullable PackSeal seal;
        private final List<Gathered> segments = new ArrayList<>();
        private int blobs;

        Open(ByteBuffer buffer, @Nullable PackSeal seal) {
            this.buffer = buffer;
            this.seal = seal;
        }

        void add(ByteBuffer bytes, int plainLength, Encoding encoding, List<PackDirectory.Blob> content) {
            int start = buffer.position();
            int length = bytes.remaining();
            int room = seal == null ? length : PackSeal.sealedLength(length);
            buffer.position(seal == null ? start : start + PackSeal.headroom(length));
            buffer.put(bytes);
            buffer.position(start + room);
            segments.add(new Gathered(
                    start, room, length, new PackDirectory.Segment(start, room, plainLength, encoding, content)));
            blobs += content.size();
        }
    }

    /** Adds a segment: its encoded bytes from position to limit, copied. */
    synchronized void add(ByteBuffer bytes, int plainLength, Encoding encoding, List<PackDirectory.Blob> content)
            throws IOException {
        if (open != null && !hasRoom(open, bytes.remaining(), content.size())) {
            seal();
        }
        if (open == null) {
            open = start();
        }
        open.add(bytes, plainLength, encoding, content);
        if (open.buffer.position() >= complete) {
            seal();
        }
    }

    private boolean hasRoom(Open pack, int length, int blobs) {
        boolean sealed = pack.seal != null;
        int needed = (sealed ? PackSeal.sealedLength(length) : length)
                + PackFormat.endLength(pack.segments.size() + 1, pack.blobs + blobs, sealed);
        return pack.buffer.remaining() >= needed && pack.blobs + blobs <= maximumBlobs;
    }

    private Open start() throws IOException {
        ByteBuffer buffer = free.poll();
        if (buffer == null && unallocated > 0) {
            unallocated--;
            buffer = ByteBuffer.allocateDirect(capacity);
        }
        try {
            if (buffer == null) {
                buffer = free.take();
            }
        } catch (InterruptedException interrupted) {
            throw TaskGroup.interrupted("storing a pack");
        }
        buffer.clear();
        byte[] nonce = new byte[PackFormat.NONCE_LENGTH];
        random.nextBytes(nonce);
        PackSeal seal = keys.newPack(type);
        PackFormat.writeStart(buffer, type, seal == null ? new byte[0] : seal.keyBlock(), nonce);
        return new Open(buffer, seal);
    }

    /** Stores what has been gathered, if anything; returns before that is done. */
    synchronized void seal() throws IOException {
        Open pack = open;
        if (pack == null) {
            return;
        }
        open = null;
        if (pack.seal != null) {
            shuffle(pack.segments);
        }
        // Exactly once: a buffer that is lost lets others wait for ever, one that is there twice mixes two packs.
        AtomicBoolean given = new AtomicBoolean();
        Runnable giveBack = () -> {
            if (given.compareAndSet(false, true)) {
                free.add(pack.buffer);
            }
        };
        try {
            transfers.add(() -> {
                try {
                    transfer(pack);
                } finally {
                    giveBack.run();
                }
            });
        } catch (IOException | RuntimeException refused) {
            giveBack.run();
            throw refused;
        }
    }

    /** The order of files is nobody's business: see the threat model. */
    private void shuffle(List<Gathered> segments) {
        for (int i = segments.size() - 1; i > 0; i--) {
            Collections.swap(segments, i, random.nextInt(i + 1));
        }
    }

    private void transfer(Open pack) throws IOException {
        ByteBuffer buffer = pack.buffer;
        PackSeal seal = pack.seal;
        byte[] keyBlock = seal == null ? new byte[0] : seal.keyBlock();
        int first = PackFormat.firstSegment(keyBlock.length);
        List<ByteBuffer> parts = new ArrayList<>();
        List<PackDirectory.Segment> segments = new ArrayList<>();
        parts.add(buffer.slice(0, first));
        int position = first;
        for (Gathered gathered : pack.segments) {
            if (seal != null) {
                seal.sealSegment(buffer, gathered.start(), gathered.length(), position);
            }
            parts.add(buffer.slice(gathered.start(), gathered.room()));
            segments.add(gathered.segment().at(position));
            position += gathered.room();
        }
        PackDirectory directory = new PackDirectory(segments);
        PackFormat.writeEnd(buffer, directory, seal);
        parts.add(buffer.slice(position, buffer.position() - position));
        store(parts, buffer.position(), directory, keyBlock);
    }

    private void store(List<ByteBuffer> parts, int length, PackDirectory directory, byte[] keyBlock)
            throws IOException {
        MessageDigest digest = Sha256.start();
        parts.forEach(part -> digest.update(part.duplicate()));
        PackId id = new PackId(ContentId.of(digest.digest()));
        ObjectUse use = type == ObjectType.DATA_PACK ? ObjectUse.DATA : ObjectUse.METADATA;
        store.put(id.objectName(), ObjectData.of(parts, use), PutCondition.NONE);
        if (parity > 0) {
            // After the pack, so that parity without a pack is what a prune left; before any index names the pack.
            ParityEncoder encoder = new ParityEncoder(ParityLayout.of(length, parity));
            parts.forEach(encoder::update);
            // Never cold: a check reads it beside the pack.
            store.put(id.parityName(), ObjectData.of(encoder.finish(id), ObjectUse.METADATA), PutCondition.NONE);
        }
        stored.stored(new PackEntry(id, length, type, directory, keyBlock));
    }
}
