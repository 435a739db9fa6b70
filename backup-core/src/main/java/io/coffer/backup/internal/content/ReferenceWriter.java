package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.ListFormat;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the ids of the chunks of a content into a reference of bounded size, through lists of ids where
 * there are many. Needs memory for one piece of a list at each level. Not thread-safe.
 */
public final class ReferenceWriter {
    private final Lists lists;
    private final List<Level> levels = new ArrayList<>(1);
    private long size;

    /** Stores a piece of a list. */
    @FunctionalInterface
    public interface Lists {
        /**
         * Stores a piece of a list.
         *
         * @param piece its bytes
         * @return its id
         * @throws IOException when the storage fails
         */
        ContentId put(byte[] piece) throws IOException;
    }

    private static final class Level {
        // Most contents are a chunk.
        private List<ContentId> ids = new ArrayList<>(1);
        private long size;
        private boolean cut;
    }

    /**
     * Starts a content of no bytes.
     *
     * @param lists where pieces of lists go
     */
    public ReferenceWriter(Lists lists) {
        this.lists = lists;
    }

    /**
     * Adds a chunk.
     *
     * @param id of the chunk
     * @param length in bytes
     * @throws IOException when the storage fails
     */
    public void add(ContentId id, long length) throws IOException {
        size += length;
        add(0, id, length);
    }

    private void add(int number, ContentId id, long length) throws IOException {
        if (number == levels.size()) {
            levels.add(new Level());
        }
        Level level = levels.get(number);
        level.ids.add(id);
        level.size += length;
        if (ListFormat.endsAfter(level.ids.size(), id)) {
            cut(number);
        }
    }

    private void cut(int number) throws IOException {
        Level level = levels.get(number);
        ContentId piece = lists.put(ListFormat.encode(level.size, number, level.ids));
        long length = level.size;
        level.ids = new ArrayList<>();
        level.size = 0;
        level.cut = true;
        add(number + 1, piece, length);
    }

    /**
     * Ends the content.
     *
     * @return the reference to all chunks that were added
     * @throws IOException when the storage fails
     */
    public ContentReference finish() throws IOException {
        if (levels.isEmpty()) {
            return ContentReference.EMPTY;
        }
        for (int number = 0; ; number++) {
            Level level = levels.get(number);
            if (!level.cut && level.ids.size() <= ListFormat.MAX_INLINE_IDS) {
                return new ContentReference(size, number, level.ids);
            }
            if (!level.ids.isEmpty()) {
                cut(number);
            }
        }
    }
}
