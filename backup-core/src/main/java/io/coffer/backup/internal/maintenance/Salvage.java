package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies what is good in damaged packs to new ones, as far as it has no other home. Each content is verified by itself:
 * a segment of which one content is damaged still gives the others. Not thread-safe.
 */
final class Salvage {
    /** So many packs at a time bound the memory, whatever the number of packs that are damaged. */
    private static final int PACKS_AT_ONCE = 256;

    private final RepositoryCore core;
    private final BlobWriter writer;

    Salvage(RepositoryCore core, BlobWriter writer) {
        this.core = core;
        this.writer = writer;
    }

    void run(List<Index.Run> runs, Set<PackId> damaged) throws IOException {
        List<PackId> all = new ArrayList<>(damaged);
        for (int start = 0; start < all.size(); start += PACKS_AT_ONCE) {
            Set<PackId> some = new HashSet<>(all.subList(start, Math.min(all.size(), start + PACKS_AT_ONCE)));
            for (Index.Run run : runs) {
                save(run, some);
            }
        }
    }

    private void save(Index.Run run, Set<PackId> packs) throws IOException {
        IndexTable table = run.table();
        BitSet numbers = new BitSet();
        for (int number = 0; number < table.packCount(); number++) {
            numbers.set(
                    number,
                    run.isHome(number) && packs.contains(table.pack(number).id()));
        }
        if (numbers.isEmpty()) {
            return;
        }
        List<IndexTable.Entry> entries = new ArrayList<>();
        for (int at = 0; at < table.size(); at++) {
            if (numbers.get(table.packOf(at)) && !writer.contains(table.id(at))) {
                entries.add(table.entry(at));
            }
        }
        entries.sort(Comparator.comparingInt(IndexTable.Entry::segment).thenComparingInt(IndexTable.Entry::offset));
        int segment = -1;
        byte[] plain = null;
        for (IndexTable.Entry entry : entries) {
            if (entry.segment() != segment) {
                segment = entry.segment();
                plain = read(table, segment);
            }
            if (plain != null) {
                save(table, entry, plain);
            }
        }
    }

    private byte @Nullable [] read(IndexTable table, int number) throws IOException {
        try {
            IndexTable.Segment segment = table.segment(number);
            IndexTable.Pack pack = table.pack(segment.pack());
            return core.segments().read(pack.id(), pack.type(), table.keyBlock(segment.pack()), segment);
        } catch (CorruptObjectException | ObjectNotFoundException lost) {
            return null;
        }
    }

    private void save(IndexTable table, IndexTable.Entry entry, byte[] plain) throws IOException {
        IndexTable.Pack pack = table.pack(table.segment(entry.segment()).pack());
        try {
            core.segments().verify(pack.id(), pack.type(), entry.id(), plain, entry.offset(), entry.length());
        } catch (CorruptObjectException damaged) {
            return;
        }
        writer.putVerified(entry.id(), pack.type(), plain, entry.offset(), entry.length());
    }
}
