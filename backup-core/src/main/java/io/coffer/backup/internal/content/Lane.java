package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.Encoding;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.model.ContentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
    private final ContentHash hash;
    private final int ownSegmentFrom;
    private final int maximumBlobs;
    private final List<PackDirectory.Blob> blobs = new ArrayList<>();
    private ByteBuffer gathered;
    private ByteBuffer compressed;

    Lane(
            ObjectType type,
            BlobWriter writer,
            Packer packer,
            Zstandard zstandard,
            ContentHash hash,
            int segmentSize,
            int maximumBlobs) {
        this.type = type;
        this.writer = writer;
        this.packer = packer;
        this.zstandard = zstandard;
        this.hash = hash;
        this.maximumBlobs = maximumBlobs;
        this.ownSegmentFrom = Math.max(1, segmentSize / 4);
        this.gathered = ByteBuffer.allocateDirect(segmentSize);
        this.compressed = ByteBuffer.allocateDirect(segmentSize);
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
        ContentId id = idOf(bytes, offset, length);
        put(id, bytes, offset, length);
        return id;
    }

    /**
     * Computes the id of a blob, and puts nothing.
     *
     * @param bytes where it lies
     * @param offset of its first byte
     * @param length in bytes
     * @return its id
     */
    public ContentId idOf(byte[] bytes, int offset, int length) {
        return hash.of(type, bytes, offset, length);
    }

    /**
     * Puts a blob whose id was computed, unless it has a home or is on its way to one.
     *
     * @param id of these bytes, as {@link #idOf} gives it
     * @param bytes where it lies; copied when needed
     * @param offset of its first byte
     * @param length in bytes, 1 or more
     * @throws IOException when the storage fails
     */
    public void put(ContentId id, byte[] bytes, int offset, int length) throws IOException {
        if (!writer.claim(id, length)) {
            return;
        }
        PackDirectory.Blob blob = new PackDirectory.Blob(id, length);
        boolean alone = length >= ownSegmentFrom;
        if (alone || length > gathered.remaining()) {
            flush();
            grow(length);
        }
        gathered.put(bytes, offset, length);
        blobs.add(blob);
        if (alone || blobs.size() == maximumBlobs) {
            flush();
        }
    }

    /** Most chunks are smaller than a segment; memory for larger ones is taken when the first one comes. */
    private void grow(int length) {
        if (gathered.capacity() < length) {
            gathered = ByteBuffer.allocateDirect(length);
            compressed = ByteBuffer.allocateDirect(length);
        }
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
        compressed.clear().limit(length - (length >> WORTH_SHIFT));
        if (zstandard.compress(plain, compressed)) {
            packer.add(compressed, length, Encoding.ZSTANDARD, content);
        } else {
            packer.add(plain, length, Encoding.STORED, content);
        }
    }
}
