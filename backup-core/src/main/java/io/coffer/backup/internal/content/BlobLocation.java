package io.coffer.backup.internal.content;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;

/**
 * Where a blob lies.
 *
 * @param table that knows it
 * @param pack which pack
 * @param type data or metadata
 * @param segment which segment of it
 * @param offset in the plain bytes of the segment
 * @param length in bytes
 */
public record BlobLocation(
        IndexTable table, PackId pack, ObjectType type, IndexTable.Segment segment, int offset, int length) {
    byte[] keyBlock() throws CorruptObjectException {
        return table.keyBlock(segment.pack());
    }
}
