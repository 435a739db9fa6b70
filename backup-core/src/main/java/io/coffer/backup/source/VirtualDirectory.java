package io.coffer.backup.source;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.time.Instant;
import java.util.List;

/**
 * A directory that stands in no file system and holds entries that are in memory: the root of a source
 * made of contents, or the root above several sources.
 *
 * @param name within its directory
 * @param attributes those of a directory
 * @param entries in any order
 */
public record VirtualDirectory(EntryName name, EntryAttributes attributes, List<? extends SourceEntry> entries)
        implements SourceEntry {
    /**
     * A directory about which nothing but its entries is known.
     *
     * @param name within its directory
     * @param modified when it changed last
     * @param entries in any order
     */
    public VirtualDirectory(EntryName name, Instant modified, List<? extends SourceEntry> entries) {
        this(name, EntryAttributes.of(EntryType.DIRECTORY, 0, modified), entries);
    }

    @Override
    public SourceChildren children() {
        return SourceChildren.of(entries);
    }
}
