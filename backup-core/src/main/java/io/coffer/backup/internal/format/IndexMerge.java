package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges index tables into one, in memory that does not depend on their size: the inputs are read in
 * place, the output is written as it comes.
 */
public final class IndexMerge {
    private static final int BUFFER = 256 << 10;
    private static final int DROPPED = Integer.MIN_VALUE;

    private final List<IndexTable> inputs;
    private final List<BitSet> dropped;
    private final Set<PackId> removed;
    private final WritableByteChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
    private final MessageDigest digest = Sha256.start();

    /** For each pack of an input, what to add to the number of a segment; {@link #DROPPED} for those left out. */
    private final List<int[]> shifts = new ArrayList<>();

    private int packs;
    private int segments;
    private int entries;

    private IndexMerge(List<IndexTable> inputs, List<BitSet> dropped, WritableByteChannel channel)
            throws CorruptObjectException {
        this.inputs = inputs;
        this.dropped = dropped;
        this.channel = channel;
        this.removed = new TreeSet<>();
        for (int i = 0; i < inputs.size(); i++) {
            count(inputs.get(i), dropped.get(i));
        }
    }

    private void count(IndexTable input, BitSet without) throws CorruptObjectException {
        for (int i = 0; i < input.removedCount(); i++) {
            removed.add(input.removed(i));
        }
        int[] shift = new int[input.packCount()];
        for (int i = 0; i < shift.length; i++) {
            IndexTable.Pack pack = input.pack(i);
            if (without.get(i)) {
                shift[i] = DROPPED;
                continue;
            }
            packs++;
            shift[i] = segments - pack.firstSegment();
            segments += pack.endSegment() - pack.firstSegment();
        }
        shifts.add(shift);
        entries += input.size();
        if (!without.isEmpty()) {
            for (int i = 0; i < input.size(); i++) {
                entries -= without.get(input.packOf(i)) ? 1 : 0;
            }
        }
    }

    /**
     * How long the merged object will be.
     *
     * @param inputs to be merged
     * @return in bytes
     */
    public static long length(List<IndexTable> inputs) {
        long packs = 0;
        long removed = 0;
        long segments = 0;
        long entries = 0;
        long keyBlocks = 0;
        for (IndexTable input : inputs) {
            keyBlocks += (long) input.packCount() * input.keyBlockLength();
            packs += input.packCount();
            removed += input.removedCount();
            segments += input.segmentCount();
            entries += input.size();
        }
        return Envelope.OVERHEAD + IndexTable.length(packs, removed, segments, entries) + keyBlocks;
    }

    /**
     * Writes the merged index as a whole object.
     *
     * @param inputs to be merged
     * @param nonce random, 16 bytes
     * @param channel where to
     * @throws CorruptObjectException when an input is damaged
     * @throws IOException when the output cannot be written
     */
    public static void write(List<IndexTable> inputs, byte[] nonce, WritableByteChannel channel) throws IOException {
        write(inputs, inputs.stream().map(input -> new BitSet()).toList(), nonce, channel);
    }

    /**
     * Writes the merged index as a whole object, without some packs. Names of removed packs are always kept.
     *
     * @param inputs to be merged
     * @param dropped for each input, the numbers of packs that are left out, with their contents
     * @param nonce random, 16 bytes
     * @param channel where to
     * @throws CorruptObjectException when an input is damaged
     * @throws IOException when the output cannot be written
     */
    public static void write(List<IndexTable> inputs, List<BitSet> dropped, byte[] nonce, WritableByteChannel channel)
            throws IOException {
        new IndexMerge(inputs, dropped, channel).run(nonce);
    }

    private void run(byte[] nonce) throws IOException {
        Header.write(out, ObjectType.INDEX, false);
        IndexWriter.writeHead(out, nonce, packs, removed.size(), segments, entries);
        int firstSegment = 0;
        for (int input = 0; input < inputs.size(); input++) {
            for (int i = 0; i < inputs.get(input).packCount(); i++) {
                IndexTable.Pack pack = inputs.get(input).pack(i);
                if (!dropped.get(input).get(i)) {
                    room(IndexTable.PACK_LENGTH);
                    IndexWriter.writePack(out, pack.id(), pack.length(), pack.type(), firstSegment);
                    firstSegment += pack.endSegment() - pack.firstSegment();
                }
            }
        }
        for (PackId pack : removed) {
            room(IndexTable.PACK_LENGTH);
            IndexWriter.put(out, pack.digest());
        }
        writeSegments();
        writeEntries();
        writeKeyBlocks();
        drain();
        channel.write(ByteBuffer.wrap(digest.digest()));
    }

    private void writeSegments() throws IOException {
        int number = 0;
        for (int input = 0; input < inputs.size(); input++) {
            for (int i = 0; i < inputs.get(input).packCount(); i++) {
                if (dropped.get(input).get(i)) {
                    continue;
                }
                IndexTable.Pack pack = inputs.get(input).pack(i);
                for (int at = pack.firstSegment(); at < pack.endSegment(); at++) {
                    writeSegment(number, inputs.get(input).segment(at));
                }
                number++;
            }
        }
    }

    private void writeSegment(int pack, IndexTable.Segment segment) throws IOException {
        room(IndexTable.SEGMENT_LENGTH);
        out.putInt(pack)
                .putInt(segment.offset())
                .putInt(segment.storedLength())
                .putInt(segment.plainLength())
                .putInt(segment.encoding().code());
    }

    /** Where the merge stands in one input. */
    private static final class Cursor {
        private final IndexTable table;
        private final int[] shifts;
        private int shift;
        private int next = -1;
        private IndexTable.@Nullable Entry entry;

        Cursor(IndexTable table, int[] shifts) {
            this.table = table;
            this.shifts = shifts;
        }

        /** Goes on to the next entry that is not dropped. */
        boolean advance() throws CorruptObjectException {
            while (++next < table.size()) {
                shift = shifts[table.packOf(next)];
                if (shift != DROPPED) {
                    entry = table.entry(next);
                    return true;
                }
            }
            return false;
        }

        IndexTable.Entry entry() {
            return Objects.requireNonNull(entry);
        }

        /** The number in the output of the segment of the entry. */
        int segment() {
            return entry().segment() + shift;
        }
    }

    private void writeEntries() throws IOException {
        PriorityQueue<Cursor> cursors =
                new PriorityQueue<>((a, b) -> a.entry().id().compareTo(b.entry().id()));
        for (int i = 0; i < inputs.size(); i++) {
            Cursor cursor = new Cursor(inputs.get(i), shifts.get(i));
            if (cursor.advance()) {
                cursors.add(cursor);
            }
        }
        Cursor least = cursors.poll();
        while (least != null) {
            IndexTable.Entry entry = least.entry();
            room(IndexTable.ENTRY_LENGTH);
            IndexWriter.put(out, entry.id());
            out.putInt(least.segment()).putInt(entry.offset()).putInt(entry.length());
            if (least.advance()) {
                cursors.add(least);
            }
            least = cursors.poll();
        }
    }

    private void writeKeyBlocks() throws IOException {
        for (int number = 0; number < inputs.size(); number++) {
            IndexTable input = inputs.get(number);
            for (int i = 0; i < input.packCount(); i++) {
                if (!dropped.get(number).get(i)) {
                    room(input.keyBlockLength());
                    out.put(input.keyBlock(i));
                }
            }
        }
    }

    private void room(int length) throws IOException {
        if (out.remaining() < length) {
            drain();
        }
    }

    private void drain() throws IOException {
        out.flip();
        digest.update(out.duplicate());
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }
}
