package io.coffer.backup.internal.maintenance;

import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.IndexLoader;
import io.coffer.backup.internal.repository.Objects;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.spi.ObjectInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replaces many index objects by few, and leaves out packs that were removed. The names of removed packs stay: so it
 * does no harm when two do this at once, or when one comes back late to it.
 */
final class IndexCompaction {
    /** What an index object may have, in bytes: several are in memory at once. */
    private static final long FULL = 4 << 20;

    private final RepositoryCore core;
    private final int few;
    private final List<Index.Run> runs;
    private final Set<PackId> removed = new HashSet<>();

    /**
     * Looks at the index as the repository has just read it.
     *
     * @param core the repository
     * @param few so many objects that could be one are not worth a change
     */
    IndexCompaction(RepositoryCore core, int few) throws IOException {
        this.core = core;
        this.few = few;
        this.runs = core.index().runs();
        for (Index.Run run : runs) {
            for (int i = 0; i < run.table().removedCount(); i++) {
                removed.add(run.table().removed(i));
            }
        }
    }

    /** Merges, if that is worth it; gives how many objects were replaced. */
    int run() throws IOException {
        List<ObjectInfo> inputs = new ArrayList<>();
        boolean mostlyGone = isMostlyGone();
        for (ObjectInfo object : Objects.list(core.store(), ObjectType.INDEX.prefix())) {
            if (mostlyGone || object.size() <= FULL / 2) {
                inputs.add(object);
            }
        }
        if (!mostlyGone && inputs.size() <= few) {
            return 0;
        }
        inputs.sort(Comparator.comparingLong(ObjectInfo::size));
        int merged = 0;
        for (int start = 0; start < inputs.size(); ) {
            int end = start;
            long length = 0;
            while (end < inputs.size()
                    && (end == start || length + inputs.get(end).size() <= FULL)) {
                length += inputs.get(end++).size();
            }
            merged += merge(inputs.subList(start, end));
            start = end;
        }
        return merged;
    }

    /** Tells whether a third of what the index names is no more. */
    private boolean isMostlyGone() throws IOException {
        long packs = 0;
        long gone = 0;
        for (Index.Run run : runs) {
            for (int pack = 0; pack < run.table().packCount(); pack++) {
                packs++;
                gone += removed.contains(run.table().pack(pack).id()) ? 1 : 0;
            }
        }
        return gone > few && gone * 3 > packs;
    }

    private int merge(List<ObjectInfo> objects) throws IOException {
        List<IndexTable> tables = new ArrayList<>();
        List<BitSet> dropped = new ArrayList<>();
        Set<PackId> seen = new HashSet<>(removed);
        boolean changes = objects.size() > 1;
        for (ObjectInfo object : objects) {
            byte[] bytes = Objects.readAll(core.store(), object.name(), Math.toIntExact(object.size()) + 1);
            IndexTable table = IndexLoader.table(core.envelopes(), object.name(), ByteBuffer.wrap(bytes));
            BitSet without = new BitSet();
            for (int pack = 0; pack < table.packCount(); pack++) {
                // A pack that another object names too comes twice after a merge that was broken off.
                without.set(pack, !seen.add(table.pack(pack).id()));
            }
            changes |= !without.isEmpty();
            tables.add(table);
            dropped.add(without);
        }
        if (!changes) {
            return 0;
        }
        core.indexLoader().storeMerged(tables, dropped);
        // What replaces them is there: whoever misses one of them now lists again, and finds it.
        core.store().delete(objects.stream().map(ObjectInfo::name).toList());
        return objects.size();
    }
}
