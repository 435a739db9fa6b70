package io.coffer.backup.internal.content;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.Encoding;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.PackSeal;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Fetches and decodes segments, and verifies blobs in them. Thread-safe. */
public final class SegmentReader {
    private final ObjectStore store;
    private final ObjectStore metadata;
    private final Zstandard zstandard;
    private final ContentKeys keys;
    private final ThreadLocal<ContentHash> hashes;

    /**
     * Prepares to read.
     *
     * @param store where packs are
     * @param metadata where packs of metadata are read, perhaps through a cache
     * @param zstandard decompresses segments
     * @param keys of the repository
     */
    public SegmentReader(ObjectStore store, ObjectStore metadata, Zstandard zstandard, ContentKeys keys) {
        this.store = store;
        this.metadata = metadata;
        this.zstandard = zstandard;
        this.keys = keys;
        this.hashes = ThreadLocal.withInitial(keys::newHash);
    }

    /**
     * Fetches and decodes the segment that a blob lies in. Its blobs are not verified yet.
     *
     * @param location of the blob
     * @return the plain bytes of the segment
     * @throws CorruptObjectException when it cannot be decoded
     * @throws IOException when the storage fails, or the pack is not there
     */
    public byte[] read(BlobLocation location) throws IOException {
        return read(location, new byte[0]);
    }

    /**
     * Fetches and decodes the segment that a blob lies in, into memory that was used before if it has the room. Its
     * blobs are not verified yet.
     *
     * @param location of the blob
     * @param reusable whose content nobody needs any more
     * @return what has the plain bytes of the segment at its start: the same memory, or other
     * @throws CorruptObjectException when it cannot be decoded
     * @throws IOException when the storage fails, or the pack is not there
     */
    public byte[] read(BlobLocation location, byte[] reusable) throws IOException {
        return read(location.pack(), location.type(), location.keyBlock(), location.segment(), reusable);
    }

    /**
     * Fetches and decodes a segment. Its blobs are not verified yet.
     *
     * @param pack in which it lies
     * @param type data or metadata
     * @param keyBlock of the pack
     * @param segment which it is
     * @return the plain bytes of the segment
     * @throws CorruptObjectException when it cannot be decoded
     * @throws IOException when the storage fails, or the pack is not there
     */
    public byte[] read(PackId pack, ObjectType type, byte[] keyBlock, IndexTable.Segment segment) throws IOException {
        return read(pack, type, keyBlock, segment, new byte[0]);
    }

    private byte[] read(PackId pack, ObjectType type, byte[] keyBlock, IndexTable.Segment segment, byte[] reusable)
            throws IOException {
        PackSeal seal = keys.open(pack, type, keyBlock);
        byte[] stored = fetch(pack, type, segment);
        if (seal == null && segment.encoding() == Encoding.STORED) {
            return stored;
        }
        byte[] plain = reusable.length >= segment.plainLength() ? reusable : new byte[segment.plainLength()];
        decode(pack, segment, seal, stored, plain);
        return plain;
    }

    /**
     * Fetches a segment as it is stored.
     *
     * @param pack in which it lies
     * @param type data or metadata
     * @param segment which it is
     * @return its bytes, which are to be decoded
     * @throws CorruptObjectException when the pack is too short for it
     * @throws IOException when the storage fails, or the pack is not there
     */
    public byte[] fetch(PackId pack, ObjectType type, IndexTable.Segment segment) throws IOException {
        try {
            ObjectStore source = type == ObjectType.METADATA_PACK ? metadata : store;
            return source.get(pack.objectName(), segment.offset(), segment.storedLength());
        } catch (RangeNotSatisfiableException tooShort) {
            long end = (long) segment.offset() + segment.storedLength();
            throw Damage.in(pack.objectName(), "it ends before byte " + end + ", where its content does");
        }
    }

    /**
     * Decodes a segment that was fetched.
     *
     * @param pack in which it lies, for messages
     * @param segment which it is
     * @param seal of an encrypted pack; null for another
     * @param stored its bytes as stored, from 0; their place is used again
     * @param plain gets its plain bytes, from 0
     * @throws CorruptObjectException when it cannot be decoded
     */
    public void decode(PackId pack, IndexTable.Segment segment, @Nullable PackSeal seal, byte[] stored, byte[] plain)
            throws CorruptObjectException {
        String name = pack.objectName();
        int offset = 0;
        int length = segment.storedLength();
        if (seal != null) {
            ByteBuffer opened = seal.openSegment(name, stored, length, segment.offset());
            offset = opened.arrayOffset();
            length = opened.remaining();
        }
        if (segment.encoding() == Encoding.ZSTANDARD) {
            zstandard.decompress(name, stored, offset, length, plain, segment.plainLength());
        } else if (length == segment.plainLength()) {
            System.arraycopy(stored, offset, plain, 0, length);
        } else {
            throw Damage.in(name, "a segment has " + length + " bytes, expected " + segment.plainLength());
        }
    }

    /** Tells whether bytes are a piece of metadata. */
    boolean isMetadata(ContentId id, byte[] bytes) {
        return id.equals(hashes.get().of(ObjectType.METADATA_PACK, bytes, 0, bytes.length));
    }

    /**
     * Verifies a blob.
     *
     * @param pack in which it lies, for messages
     * @param type of the pack
     * @param id that the blob must have
     * @param plain plain bytes of its segment
     * @param offset of the blob
     * @param length of the blob
     * @throws CorruptObjectException when it is not the blob of that id
     */
    public void verify(PackId pack, ObjectType type, ContentId id, byte[] plain, int offset, int length)
            throws CorruptObjectException {
        if (length > plain.length - offset || !id.equals(hashes.get().of(type, plain, offset, length))) {
            throw Damage.in(pack.objectName(), "its content " + id + " has other bytes than it had when it was stored");
        }
    }
}
