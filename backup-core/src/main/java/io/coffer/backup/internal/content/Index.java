package io.coffer.backup.internal.content;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.model.ContentId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where every blob is: the index tables of a repository, less the packs that are removed or retired. A pack
 * that is in here is a <i>home</i> of its blobs. Thread-safe; lookups never wait.
 */
public final class Index {
    private volatile Moment state = new Moment(List.of(), Set.of());

    /**
     * The table that had what was looked up last. What is looked up next lies in the same one as a rule, for it was
     * stored at the same time. A guess, so nobody minds when threads do not see each other's.
     */
    private int recent;

    /** A table, and which of its packs are no homes. */
    public record Run(IndexTable table, BitSet gone) {
        /**
         * Tells whether a pack is a home.
         *
         * @param pack by its number in the table
         * @return whether blobs in it count
         */
        public boolean isHome(int pack) {
            return !gone.get(pack);
        }
    }

    /**
     * What the index said at a moment.
     *
     * @param runs the tables
     * @param gone every pack that was retired or removed, also those of which the tables have nothing any more
     */
    public record Moment(List<Run> runs, Set<PackId> gone) {}

    /**
     * Takes other tables.
     *
     * @param tables all that there are
     * @param retired packs that a prune has retired
     * @throws CorruptObjectException when a table is damaged
     */
    public synchronized void replace(List<IndexTable> tables, Set<PackId> retired) throws CorruptObjectException {
        Set<PackId> gone = new HashSet<>(retired);
        for (IndexTable table : tables) {
            for (int i = 0; i < table.removedCount(); i++) {
                gone.add(table.removed(i));
            }
        }
        List<Run> runs = new ArrayList<>();
        for (IndexTable table : tables) {
            runs.add(run(table, gone));
        }
        state = new Moment(List.copyOf(runs), Set.copyOf(gone));
    }

    /**
     * Takes one more table, of packs that were just written.
     *
     * @param table the new one
     * @throws CorruptObjectException when it is damaged
     */
    public synchronized void add(IndexTable table) throws CorruptObjectException {
        List<Run> runs = new ArrayList<>(state.runs());
        runs.add(run(table, state.gone()));
        state = new Moment(List.copyOf(runs), state.gone());
    }

    /**
     * Takes one table for several that it was merged from. Nothing happens when they are not all there any more.
     *
     * @param inputs some of the tables
     * @param merged says what they say
     * @throws CorruptObjectException when it is damaged
     */
    public synchronized void merge(List<IndexTable> inputs, IndexTable merged) throws CorruptObjectException {
        List<Run> runs = new ArrayList<>(state.runs());
        runs.removeIf(run -> inputs.contains(run.table()));
        if (runs.size() + inputs.size() == state.runs().size()) {
            runs.add(run(merged, state.gone()));
            state = new Moment(List.copyOf(runs), state.gone());
        }
    }

    private static Run run(IndexTable table, Set<PackId> gone) throws CorruptObjectException {
        BitSet bits = new BitSet();
        if (!gone.isEmpty()) {
            for (int i = 0; i < table.packCount(); i++) {
                bits.set(i, gone.contains(table.pack(i).id()));
            }
        }
        return new Run(table, bits);
    }

    /**
     * The tables of this moment.
     *
     * @return does not change when the index does
     */
    public List<Run> runs() {
        return state.runs();
    }

    /**
     * The tables of this moment, and the packs that are gone.
     *
     * @return does not change when the index does
     */
    public Moment moment() {
        return state;
    }

    /**
     * Tells whether a content has a home.
     *
     * @param id of the content
     * @return whether one of the packs that hold it counts
     * @throws CorruptObjectException when the index is damaged
     */
    public boolean contains(ContentId id) throws CorruptObjectException {
        List<Run> runs = state.runs();
        int first = recent;
        if (first < runs.size() && home(runs.get(first), id) >= 0) {
            return true;
        }
        for (int i = 0; i < runs.size(); i++) {
            if (i != first && home(runs.get(i), id) >= 0) {
                recent = i;
                return true;
            }
        }
        return false;
    }

    /** The entry of a content whose pack is a home; -1 when there is none. */
    private static int home(Run run, ContentId id) throws CorruptObjectException {
        IndexTable table = run.table();
        for (int at = table.lowerBound(id); table.hasId(at, id); at++) {
            if (isHome(run, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isHome(Run run, int entry) throws CorruptObjectException {
        return run.gone().isEmpty() || run.isHome(run.table().packOf(entry));
    }

    /**
     * Finds a home of a content.
     *
     * @param id of the content
     * @return null when it has none
     * @throws CorruptObjectException when the index is damaged
     */
    public @Nullable BlobLocation find(ContentId id) throws CorruptObjectException {
        for (Run run : state.runs()) {
            int at = home(run, id);
            if (at >= 0) {
                return location(run.table(), at);
            }
        }
        return null;
    }

    /**
     * Finds every place where a content lies or lay. What is in no home may still be read while its pack is there:
     * after two prunes have each retired the pack that the other relied on, for instance, until one of them copies it.
     *
     * @param id of the content
     * @return homes first, then packs that are retired or removed
     * @throws CorruptObjectException when the index is damaged
     */
    public List<BlobLocation> findAll(ContentId id) throws CorruptObjectException {
        List<BlobLocation> homes = new ArrayList<>();
        List<BlobLocation> others = new ArrayList<>();
        for (Run run : state.runs()) {
            IndexTable table = run.table();
            for (int at = table.lowerBound(id); table.hasId(at, id); at++) {
                (isHome(run, at) ? homes : others).add(location(table, at));
            }
        }
        homes.addAll(others);
        return homes;
    }

    private static BlobLocation location(IndexTable table, int at) throws CorruptObjectException {
        IndexTable.Entry entry = table.entry(at);
        IndexTable.Segment segment = table.segment(entry.segment());
        IndexTable.Pack pack = table.pack(segment.pack());
        return new BlobLocation(table, pack.id(), pack.type(), segment, entry.offset(), entry.length());
    }
}
