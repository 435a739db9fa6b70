package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.Encoding;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.model.ContentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of blobs into a repository for one thread at a time: hash, look up, gather into a segment,
 * compress. Each thread that works on a backup has a lane of its own, so that none waits for another, and
 * files that lie together come into the same segment.
 */
public final class Lane {
    /** Compression that saves less than a 32nd is not worth the time that reading it back costs. */
    private static final int WORTH_SHIFT = 5;

    private final ObjectType type;
    private final BlobWriter writer;
    private final Packer packer;
    private final Zstandard zstandard;
    private final ContentHash hash = new ContentHash();
    private final int segmentSize;
    private final int ownSegmentFrom;
    private final ByteBuffer gathered;
    private final ByteBuffer compressed;
    private final List<PackDirectory.Blob> blobs = new ArrayList<>();
    private @Nullable ByteBuffer single;

    Lane(ObjectType type, BlobWriter writer, Packer packer, Zstandard zstandard, int segmentSize, int largestBlob) {
        this.type = type;
        this.writer = writer;
        this.packer = packer;
        this.zstandard = zstandard;
        this.segmentSize = segmentSize;
        this.ownSegmentFrom = Math.max(1, segmentSize / 4);
        this.gathered = ByteBuffer.allocateDirect(segmentSize);
        this.compressed = ByteBuffer.allocateDirect(Zstandard.bound(Math.max(segmentSize, largestBlob)));
    }

    /**
     * Puts a blob, unless it has a home or is on its way to one.
     *
     * @param bytes where it lies; copied when needed
     * @param offset of its first byte
     * @param length in bytes, 1 or more
     * @return its id
     * @throws IOException when the storage fails
     */
    public ContentId put(byte[] bytes, int offset, int length) throws IOException {
        ContentId id = hash.of(type, bytes, offset, length);
        if (!writer.claim(id, length)) {
            return id;
        }
        PackDirectory.Blob blob = new PackDirectory.Blob(id, length);
        if (length >= ownSegmentFrom) {
            ByteBuffer buffer = single(length).clear();
            buffer.put(bytes, offset, length).flip();
            store(buffer, List.of(blob));
            return id;
        }
        if (length > gathered.remaining()) {
            flush();
        }
        gathered.put(bytes, offset, length);
        blobs.add(blob);
        return id;
    }

    private ByteBuffer single(int length) {
        if (single == null || single.capacity() < length) {
            // Most repositories hold few large blobs; memory for them is taken when the first one comes.
            single = ByteBuffer.allocateDirect(Math.max(length, segmentSize));
        }
        return single;
    }

    /** Compresses and hands on what has been gathered. */
    void flush() throws IOException {
        if (!blobs.isEmpty()) {
            gathered.flip();
            store(gathered, blobs);
            gathered.clear();
            blobs.clear();
        }
    }

    private void store(ByteBuffer plain, List<PackDirectory.Blob> content) throws IOException {
        int length = plain.remaining();
        zstandard.compress(plain, compressed);
        if (compressed.remaining() < length - (length >> WORTH_SHIFT)) {
            packer.add(compressed, length, Encoding.ZSTANDARD, content);
        } else {
            packer.add(plain, length, Encoding.STORED, content);
        }
    }
}
