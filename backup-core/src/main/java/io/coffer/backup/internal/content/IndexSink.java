package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import java.io.IOException;
import java.util.List;

/** Stores index objects, and makes them readable in place. */
@FunctionalInterface
public interface IndexSink {
    /**
     * Stores an index object, or several where the storage takes no object as large as one would be.
     *
     * @param packs that are durable already
     * @return the tables of the objects
     * @throws IOException when the storage fails; some of the objects may be stored then
     */
    List<IndexTable> store(List<PackEntry> packs) throws IOException;

    /**
     * Merges small tables of an index, if they have become so many that lookups suffer.
     *
     * @param index that tables of this sink were added to
     * @throws IOException when a table is damaged
     */
    default void tidy(Index index) throws IOException {}
}
