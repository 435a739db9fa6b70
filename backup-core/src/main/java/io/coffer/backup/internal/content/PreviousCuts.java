package io.coffer.backup.internal.content;

import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the previous version of a file was cut, for guesses where its present version will be: most of a large file
 * stays as it was, perhaps at another place. Not thread-safe.
 */
public final class PreviousCuts {
    /**
     * How far before and after a place chunks are known, in average chunks: data that has moved further is not found
     * again.
     */
    private static final int REACH = 1024;

    /** Enough for chunks of half the average, the smallest by default; of smaller ones fewer are known ahead. */
    private static final int MOST_CHUNKS = 4 * REACH;

    private final ReferenceReader ids;
    private final Index index;
    private final long reach;
    private final Deque<Chunk> known = new ArrayDeque<>();
    private final Map<Long, Chunk> byStart = new HashMap<>();
    private final Map<ContentId, Chunk> byId = new HashMap<>();
    private boolean atEnd;
    private long end;
    /** How much further along than before the data lies that was found last. */
    private long shift;

    /**
     * A chunk of the previous version.
     *
     * @param id of its content
     * @param start in the previous version, in bytes
     * @param length in bytes
     */
    public record Chunk(ContentId id, long start, int length) {}

    /**
     * Starts at the first chunk.
     *
     * @param blobs reads lists of chunks
     * @param index tells how long chunks are
     * @param content of the previous version
     * @param averageChunk in bytes
     */
    public PreviousCuts(BlobReader blobs, Index index, ContentReference content, int averageChunk) {
        this.ids = new ReferenceReader(blobs, content);
        this.index = index;
        this.reach = (long) REACH * averageChunk;
    }

    /**
     * Gives the chunk that probably begins at a place of the present version.
     *
     * @param position of the place, in bytes
     * @return null when none is known
     * @throws IOException when lists of the previous version cannot be read; guesses are over then
     */
    public @Nullable Chunk at(long position) throws IOException {
        long before = position - shift;
        load(before);
        return byStart.get(before);
    }

    /**
     * Takes note of a chunk of the present version: the next ones probably come as they did before.
     *
     * @param id of its content
     * @param position of its first byte
     */
    public void found(ContentId id, long position) {
        Chunk expected = byStart.get(position - shift);
        if (expected == null || !expected.id().equals(id)) {
            Chunk same = byId.get(id);
            if (same != null) {
                shift = position - same.start();
            }
        }
    }

    private void load(long place) throws IOException {
        while (!atEnd && end < place + reach && known.size() < MOST_CHUNKS) {
            Chunk next = next();
            if (next == null) {
                atEnd = true;
            } else {
                known.add(next);
                byStart.put(next.start(), next);
                // Of equal chunks the first: from too far ahead there would be no way back.
                byId.putIfAbsent(next.id(), next);
                end += next.length();
            }
        }
        while (!known.isEmpty() && known.element().start() < place - reach) {
            Chunk passed = known.remove();
            byStart.remove(passed.start());
            byId.remove(passed.id(), passed);
        }
    }

    /** Where a chunk has no home, nobody knows how long it was, and where those after it began. */
    private @Nullable Chunk next() throws IOException {
        ContentId id = ids.next();
        BlobLocation location = id == null ? null : index.find(id);
        return id == null || location == null ? null : new Chunk(id, end, location.length());
    }
}
