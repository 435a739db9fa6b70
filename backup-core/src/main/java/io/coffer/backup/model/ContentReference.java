package io.coffer.backup.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a file, of a tree or of an application's own content are: the contents whose bytes
 * follow each other.
 *
 * <p>At level 0 the ids name data (or pieces of a tree) directly. At level <i>n</i> they name pieces of a
 * list of references of level <i>n</i>&nbsp;-&nbsp;1, so that a file of any size has a short reference.
 *
 * @param size how many bytes the referenced content has in the end
 * @param level how many lists stand between this reference and the bytes, 0 or more
 * @param ids in the order of the bytes; empty only for a content of no bytes
 */
public record ContentReference(long size, int level, List<ContentId> ids) {
    /** The most levels of lists; enough for more bytes than a long can count. */
    public static final int MAX_LEVEL = 8;

    /** The reference to no bytes. */
    public static final ContentReference EMPTY = new ContentReference(0, 0, List.of());

    /** Checks the values. */
    public ContentReference {
        ids = List.copyOf(ids);
        if (size < 0 || level < 0 || level > MAX_LEVEL || (ids.isEmpty() != (size == 0))) {
            throw new IllegalArgumentException(
                    "impossible reference: " + size + " bytes, level " + level + ", " + ids.size() + " ids");
        }
    }

    // Written out: what a record has by itself is put together when it is first called, which takes a short process
    // long.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContentReference that
                && size == that.size
                && level == that.level
                && ids.equals(that.ids);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(size) + ids.hashCode();
    }
}
