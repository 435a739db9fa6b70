package io.coffer.backup.internal.content;

import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
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
        return reference.level() == 0
                ? firstOf(known, reference.ids().iterator())
                : firstBelow(blobs, known, reference);
    }

    /** Of chunks, as most contents have them. */
    private static @Nullable ContentId firstOf(Known known, Iterator<ContentId> ids) throws IOException {
        while (ids.hasNext()) {
            ContentId id = ids.next();
            if (!known.hasHome(id)) {
                return id;
            }
        }
        return null;
    }

    private static @Nullable ContentId firstBelow(BlobReader blobs, Known known, ContentReference reference)
            throws IOException {
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(reference));
        while (!levels.isEmpty()) {
            Level top = levels.element();
            if (!top.ids().hasNext()) {
                levels.pop();
                continue;
            }
            ContentId id = top.ids().next();
            if (!known.hasHome(id)) {
                return id;
            }
            if (top.level() > 0) {
                levels.push(new Level(ReferenceReader.list(blobs, id, top.level() - 1)));
            }
        }
        return null;
    }

    /** What is left of one piece: one for each level is in memory, as pieces of very large contents are many. */
    private record Level(int level, Iterator<ContentId> ids) {
        Level(ContentReference reference) {
            this(reference.level(), reference.ids().iterator());
        }
    }
}
