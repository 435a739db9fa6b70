package io.coffer.backup.internal.content;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.internal.format.ListFormat;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Single ids for contents of any length. A content of one chunk has the id of the chunk; a longer one has
 * the id of the list of its chunks; that of no bytes has the id of no bytes, and is not stored.
 */
public final class ContentReferences {
    private static final ContentId EMPTY = new ContentHash().of(ObjectType.DATA_PACK, new byte[0], 0, 0);

    private ContentReferences() {}

    /**
     * Gives a content one id.
     *
     * @param blobs stores the list, where one is needed
     * @param reference to the content
     * @return its id
     * @throws IOException when the storage fails
     */
    public static ContentId idOf(BlobWriter blobs, ContentReference reference) throws IOException {
        if (reference.ids().isEmpty()) {
            return EMPTY;
        }
        if (reference.level() == 0 && reference.ids().size() == 1) {
            return reference.ids().get(0);
        }
        byte[] list = ListFormat.encode(reference.size(), reference.level(), reference.ids());
        return blobs.putMetadata(list, 0, list.length);
    }

    /**
     * Finds what an id stands for.
     *
     * @param blobs reads the list, where there is one
     * @param index where blobs are
     * @param id of the content
     * @return the reference to it
     * @throws ContentNotFoundException when it has no home
     * @throws IOException when the storage fails
     */
    public static ContentReference of(BlobReader blobs, Index index, ContentId id) throws IOException {
        if (id.equals(EMPTY)) {
            return ContentReference.EMPTY;
        }
        BlobLocation location = index.find(id);
        if (location == null) {
            throw BlobReader.missing(id, null);
        }
        if (location.type() == ObjectType.DATA_PACK) {
            return new ContentReference(location.length(), 0, List.of(id));
        }
        Blob list = blobs.read(id);
        return ListFormat.decode(id, Arrays.copyOfRange(list.array(), list.offset(), list.offset() + list.length()));
    }
}
