package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.model.ContentId;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/** Which blobs were seen: one bit for each entry of an index, as it was at the start. Not thread-safe. */
final class SeenBlobs {
    private final List<Index.Run> runs;
    private final BitSet[] seen;

    SeenBlobs(Index index) {
        this.runs = index.runs();
        this.seen = new BitSet[runs.size()];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new BitSet(runs.get(i).table().size());
        }
    }

    /** Tells whether a blob was not seen before; one that the index did not know then always counts as new. */
    boolean add(ContentId id) throws IOException {
        for (int i = 0; i < seen.length; i++) {
            IndexTable table = runs.get(i).table();
            int at = table.lowerBound(id);
            if (at < table.size() && id.equals(table.id(at))) {
                boolean isNew = !seen[i].get(at);
                seen[i].set(at);
                return isNew;
            }
        }
        return true;
    }
}
