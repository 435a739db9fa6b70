package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import java.io.IOException;
import java.util.List;

/** Stores an index object, and makes it readable in place. */
@FunctionalInterface
public interface IndexSink {
    /**
     * Stores an index object.
     *
     * @param packs that are durable already
     * @return the table of the object
     * @throws IOException when the storage fails
     */
    IndexTable store(List<PackEntry> packs) throws IOException;
}
