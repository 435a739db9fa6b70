package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.internal.snapshot.TreeWalk;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Marks every blob that snapshots need: three bits for each entry of the index, which lies in memory that is mapped.
 * Every copy of a blob is marked. Not thread-safe.
 */
final class LiveMark {
    private static final long NOWHERE = -1;

    private final BlobReader blobs;
    private final Monitor monitor;
    private final Homeless homeless;
    private final List<Index.Run> runs;
    private final BitSet[] live;
    private final BitSet[] copies;
    /**
     * Trees and lists that were followed. Not the same as being needed: whoever may write a snapshot could name the
     * tree of another as the data of a file, and what is under it must still be found.
     */
    private final BitSet[] followed;
    /** Digests of the references of trees in several pieces: others may share all pieces with them. */
    private final Set<ContentId> largeTrees = new HashSet<>();

    private long trees;

    /** Hears of a blob that is needed and has no home, once. */
    @FunctionalInterface
    interface Homeless {
        void found(ContentId id) throws IOException;
    }

    LiveMark(List<Index.Run> runs, BlobReader blobs, Monitor monitor, Homeless homeless) {
        this.runs = runs;
        this.blobs = blobs;
        this.monitor = monitor;
        this.homeless = homeless;
        this.live = bits();
        this.copies = bits();
        this.followed = bits();
    }

    private BitSet[] bits() {
        BitSet[] bits = new BitSet[runs.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = new BitSet(runs.get(i).table().size());
        }
        return bits;
    }

    /** Marks what a snapshot needs. */
    void snapshot(Manifest manifest) throws IOException {
        if (enters(manifest.root())) {
            TreeWalk.run(blobs, manifest.root(), "", new Visitor());
        }
    }

    private final class Visitor implements TreeWalk.Visitor {
        @Override
        public void visit(String path, Node node) throws IOException {
            ContentReference content = node.content();
            if (content != null && node.type() != EntryType.DIRECTORY) {
                markAll(content);
            }
        }

        @Override
        public boolean enters(String path, ContentReference tree) throws IOException {
            return LiveMark.this.enters(tree);
        }
    }

    private boolean enters(ContentReference tree) throws IOException {
        markAll(tree);
        boolean onePiece = tree.level() == 0 && tree.ids().size() == 1;
        boolean isNew = onePiece ? follow(tree.ids().get(0)) : largeTrees.add(digest(tree));
        if (isNew) {
            trees++;
            monitor.done(1, 0, null);
        }
        return isNew;
    }

    private static ContentId digest(ContentReference tree) {
        MessageDigest digest = Sha256.start();
        digest.update((byte) tree.level());
        tree.ids().forEach(id -> digest.update(id.toBytes()));
        return ContentId.of(digest.digest());
    }

    /** Marks all that a reference stands for, reading each list once. */
    private void markAll(ContentReference content) throws IOException {
        for (ContentId id : content.ids()) {
            mark(id);
            if (content.level() > 0 && follow(id)) {
                markAll(ReferenceReader.list(blobs, id, content.level() - 1));
            }
        }
    }

    /** Marks every home of a blob; or, when it has none, the place where it can still be read. */
    private void mark(ContentId id) throws IOException {
        long first = NOWHERE;
        long gone = NOWHERE;
        boolean several = false;
        for (int i = 0; i < live.length; i++) {
            IndexTable table = runs.get(i).table();
            for (int at = table.lowerBound(id); table.hasId(at, id); at++) {
                long place = (long) i << 32 | at;
                if (!isHome(i, at)) {
                    gone = gone == NOWHERE ? place : gone;
                    continue;
                }
                if (first == NOWHERE && live[i].get(at)) {
                    return;
                }
                live[i].set(at);
                several |= first != NOWHERE;
                first = first == NOWHERE ? place : first;
            }
        }
        if (first == NOWHERE) {
            markHomeless(id, gone);
        } else if (several) {
            set(copies, first);
        }
    }

    private void markHomeless(ContentId id, long gone) throws IOException {
        if (gone == NOWHERE) {
            throw BlobReader.missing(id, null);
        }
        if (!live[(int) (gone >>> 32)].get((int) gone)) {
            set(live, gone);
            homeless.found(id);
        }
    }

    private static void set(BitSet[] bits, long place) {
        bits[(int) (place >>> 32)].set((int) place);
    }

    /** Where a blob stands in the index: at a home, or else at a pack that is gone. */
    private long place(ContentId id) throws CorruptObjectException {
        long gone = NOWHERE;
        for (int i = 0; i < live.length; i++) {
            IndexTable table = runs.get(i).table();
            for (int at = table.lowerBound(id); table.hasId(at, id); at++) {
                long place = (long) i << 32 | at;
                if (isHome(i, at)) {
                    return place;
                }
                gone = gone == NOWHERE ? place : gone;
            }
        }
        return gone;
    }

    private boolean isHome(int table, int entry) throws CorruptObjectException {
        Index.Run run = runs.get(table);
        return run.isHome(run.table().packOf(entry));
    }

    private boolean follow(ContentId id) throws IOException {
        long place = place(id);
        BitSet bits = followed[(int) (place >>> 32)];
        boolean isNew = !bits.get((int) place);
        bits.set((int) place);
        return isNew;
    }

    long trees() {
        return trees;
    }

    /** Tells whether a blob is needed, and counts in a home. */
    boolean isLive(ContentId id) throws CorruptObjectException {
        for (int i = 0; i < live.length; i++) {
            IndexTable table = runs.get(i).table();
            for (int at = table.lowerBound(id); table.hasId(at, id); at++) {
                if (live[i].get(at)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Counts for each pack what is needed of it. Of several copies of a blob one counts: that in the pack that is
     * needed most, so that the other packs can go, and so that what a prune copied before it broke off is not copied
     * again.
     */
    void count(PackTable packs) throws CorruptObjectException {
        for (int i = 0; i < live.length; i++) {
            for (int at = live[i].nextSetBit(0); at >= 0; at = live[i].nextSetBit(at + 1)) {
                if (isHome(i, at)) {
                    addLive(packs, i, at, 1);
                }
            }
        }
        for (int i = 0; i < copies.length; i++) {
            for (int at = copies[i].nextSetBit(0); at >= 0; at = copies[i].nextSetBit(at + 1)) {
                keepOne(packs, runs.get(i).table().id(at));
            }
        }
    }

    private void addLive(PackTable packs, int table, int entry, int sign) throws CorruptObjectException {
        IndexTable entries = runs.get(table).table();
        packs.addLive(
                packs.number(table, entries.packOf(entry)),
                sign * (long) entries.entry(entry).length());
    }

    private void keepOne(PackTable packs, ContentId id) throws CorruptObjectException {
        long best = NOWHERE;
        for (int i = 0; i < live.length; i++) {
            IndexTable table = runs.get(i).table();
            for (int at = table.lowerBound(id); table.hasId(at, id); at++) {
                if (!live[i].get(at)) {
                    continue;
                }
                long place = (long) i << 32 | at;
                if (best == NOWHERE) {
                    best = place;
                } else if (share(packs, place) > share(packs, best)) {
                    drop(packs, best);
                    best = place;
                } else {
                    drop(packs, place);
                }
            }
        }
    }

    private double share(PackTable packs, long place) throws CorruptObjectException {
        int table = (int) (place >>> 32);
        return packs.liveShare(packs.number(table, runs.get(table).table().packOf((int) place)));
    }

    private void drop(PackTable packs, long place) throws CorruptObjectException {
        live[(int) (place >>> 32)].clear((int) place);
        addLive(packs, (int) (place >>> 32), (int) place, -1);
    }

    /** Hears of blobs that count. */
    @FunctionalInterface
    interface LiveBlobs {
        void found(int pack, IndexTable.Entry entry) throws IOException;
    }

    /** Visits every blob that counts, in the place where it counts. */
    void forEach(PackTable packs, LiveBlobs visitor) throws IOException {
        for (int i = 0; i < live.length; i++) {
            IndexTable table = runs.get(i).table();
            for (int at = live[i].nextSetBit(0); at >= 0; at = live[i].nextSetBit(at + 1)) {
                visitor.found(packs.number(i, table.packOf(at)), table.entry(at));
            }
        }
    }
}
