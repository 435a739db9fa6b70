package io.coffer.backup.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a directory, one after the other in the order of their names. Used by one thread. */
public interface SourceChildren extends Closeable {
    /**
     * Gives the next entry.
     *
     * @return null at the end
     * @throws IOException when the directory cannot be read further
     */
    @Nullable
    SourceEntry next() throws IOException;

    /**
     * Entries that are in memory.
     *
     * @param entries in any order; of several with the same name the last one counts
     * @return the entries in order
     */
    static SourceChildren of(List<? extends SourceEntry> entries) {
        var sorted = new java.util.TreeMap<io.coffer.backup.model.EntryName, SourceEntry>();
        entries.forEach(entry -> sorted.put(entry.name(), entry));
        Iterator<SourceEntry> iterator = sorted.values().iterator();
        return new SourceChildren() {
            @Override
            public @Nullable SourceEntry next() {
                return iterator.hasNext() ? iterator.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
