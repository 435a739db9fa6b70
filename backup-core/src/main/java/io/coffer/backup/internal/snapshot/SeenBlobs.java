package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.model.ContentId;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/** Which blobs were seen: one bit for each entry of an index, as it was at the start. Not thread-safe. */
public final class SeenBlobs {
    private final List<Index.Run> runs;
    private final BitSet[] seen;

    /**
     * Starts with none.
     *
     * @param index whose blobs can be seen
     */
    public SeenBlobs(Index index) {
        this.runs = index.runs();
        this.seen = new BitSet[runs.size()];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new BitSet(runs.get(i).table().size());
        }
    }

    /**
     * Takes note of a blob.
     *
     * @param id of the blob
     * @return whether it was not seen before; one that the index did not know at the start always counts as new
     * @throws IOException when the index is damaged
     */
    public boolean add(ContentId id) throws IOException {
        return look(id, true);
    }

    /**
     * Tells whether a blob was seen.
     *
     * @param id of the blob
     * @return false for one that the index did not know at the start
     * @throws IOException when the index is damaged
     */
    public boolean contains(ContentId id) throws IOException {
        return !look(id, false);
    }

    private boolean look(ContentId id, boolean mark) throws IOException {
        for (int i = 0; i < seen.length; i++) {
            IndexTable table = runs.get(i).table();
            int at = table.lowerBound(id);
            if (table.hasId(at, id)) {
                boolean isNew = !seen[i].get(at);
                if (mark) {
                    seen[i].set(at);
                }
                return isNew;
            }
        }
        return true;
    }
}
