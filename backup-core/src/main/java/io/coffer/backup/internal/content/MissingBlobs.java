package io.coffer.backup.internal.content;

import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether all that a reference stands for has a home: the pieces of its list as well as its chunks. That a piece
 * can be read is not enough, for it may lie in a pack that is retired and about to be deleted.
 */
public final class MissingBlobs {
    private MissingBlobs() {}

    /** Knows homes. */
    @FunctionalInterface
    public interface Known {
        /**
         * Tells whether a blob need not be stored.
         *
         * @param id of the blob
         * @return whether it has a home, or will have one when this writer is through
         * @throws IOException when the index is damaged
         */
        boolean hasHome(ContentId id) throws IOException;
    }

    /**
     * Finds a blob without a home.
     *
     * @param blobs reads lists
     * @param known knows homes
     * @param reference to be looked through
     * @return the first that has none; null when all have one
     * @throws io.coffer.backup.CorruptObjectException when a list is not what it must be
     * @throws IOException when a list cannot be read
     */
    public static @Nullable ContentId first(BlobReader blobs, Known known, ContentReference reference)
            throws IOException {
        for (ContentId id : reference.ids()) {
            if (!known.hasHome(id)) {
                return id;
            }
            if (reference.level() > 0) {
                // As deep as references have levels, which are few; one piece of each is in memory.
                ContentId missing = first(blobs, known, ReferenceReader.list(blobs, id, reference.level() - 1));
                if (missing != null) {
                    return missing;
                }
            }
        }
        return null;
    }
}
