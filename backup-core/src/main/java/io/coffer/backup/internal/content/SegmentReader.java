package io.coffer.backup.internal.content;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.Encoding;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import java.io.IOException;

/** Fetches and decodes segments, and verifies blobs in them. Thread-safe. */
public final class SegmentReader {
    private final ObjectStore store;
    private final Zstandard zstandard;
    private final ThreadLocal<ContentHash> hashes = ThreadLocal.withInitial(ContentHash::new);

    /**
     * Prepares to read.
     *
     * @param store where packs are
     * @param zstandard decompresses segments
     */
    public SegmentReader(ObjectStore store, Zstandard zstandard) {
        this.store = store;
        this.zstandard = zstandard;
    }

    /**
     * Fetches and decodes a segment. Its blobs are not verified yet.
     *
     * @param pack in which it lies
     * @param segment which it is
     * @return its plain bytes
     * @throws CorruptObjectException when it cannot be decoded
     * @throws IOException when the storage fails, or the pack is not there
     */
    public byte[] read(PackId pack, IndexTable.Segment segment) throws IOException {
        byte[] stored;
        try {
            stored = store.get(pack.objectName(), segment.offset(), segment.storedLength());
        } catch (RangeNotSatisfiableException tooShort) {
            throw Damage.in(pack.objectName(), "it ends before its content does: " + tooShort.getMessage());
        }
        if (segment.encoding() == Encoding.STORED) {
            return stored;
        }
        byte[] plain = new byte[segment.plainLength()];
        decode(pack, segment, stored, 0, plain);
        return plain;
    }

    /**
     * Decodes a segment that was fetched.
     *
     * @param pack in which it lies, for messages
     * @param segment which it is
     * @param stored its bytes as stored
     * @param offset of the first of them
     * @param plain gets its plain bytes, from 0
     * @throws CorruptObjectException when it cannot be decoded
     */
    public void decode(PackId pack, IndexTable.Segment segment, byte[] stored, int offset, byte[] plain)
            throws CorruptObjectException {
        if (segment.encoding() == Encoding.STORED) {
            System.arraycopy(stored, offset, plain, 0, segment.plainLength());
        } else {
            zstandard.decompress(
                    pack.objectName(), stored, offset, segment.storedLength(), plain, segment.plainLength());
        }
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
