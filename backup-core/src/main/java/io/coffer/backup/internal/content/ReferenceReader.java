package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.ListFormat;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Walks through the ids of the chunks that a reference stands for, reading lists as needed. Not thread-safe. */
public final class ReferenceReader {
    private final BlobReader blobs;
    private final Deque<Level> stack = new ArrayDeque<>();

    private record Level(int level, Iterator<ContentId> ids) {}

    /**
     * Starts at the first chunk.
     *
     * @param blobs reads lists
     * @param reference to be walked through
     */
    public ReferenceReader(BlobReader blobs, ContentReference reference) {
        this.blobs = blobs;
        stack.push(new Level(reference.level(), reference.ids().iterator()));
    }

    /**
     * Gives the next chunk.
     *
     * @return its id; null at the end
     * @throws io.coffer.backup.CorruptObjectException when a list is not what it must be
     * @throws IOException when a list cannot be read
     */
    public @Nullable ContentId next() throws IOException {
        while (!stack.isEmpty()) {
            Level top = stack.element();
            if (!top.ids().hasNext()) {
                stack.pop();
            } else if (top.level() == 0) {
                return top.ids().next();
            } else {
                open(top.ids().next(), top.level());
            }
        }
        return null;
    }

    private void open(ContentId id, int level) throws IOException {
        ContentReference list = list(blobs, id, level - 1);
        stack.push(new Level(list.level(), list.ids().iterator()));
    }

    /**
     * Reads a piece of a list.
     *
     * @param blobs reads it
     * @param id of the piece
     * @param level that it must have
     * @return what it refers to
     * @throws io.coffer.backup.CorruptObjectException when it is not what it must be
     * @throws IOException when it cannot be read
     */
    public static ContentReference list(BlobReader blobs, ContentId id, int level) throws IOException {
        Blob piece = blobs.read(id);
        byte[] bytes = Arrays.copyOfRange(piece.array(), piece.offset(), piece.offset() + piece.length());
        ContentReference list = ListFormat.decode(id, bytes);
        if (list.level() != level) {
            throw Damage.in("list " + id, "it has level " + list.level() + ", expected " + level);
        }
        return list;
    }
}
