package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Merges index tables into one, in memory that does not depend on their size: the inputs are read in
 * place, the output is written as it comes.
 */
public final class IndexMerge {
    private static final int BUFFER = 256 << 10;

    private final List<IndexTable> inputs;
    private final WritableByteChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
    private final MessageDigest digest = Sha256.start();

    private IndexMerge(List<IndexTable> inputs, WritableByteChannel channel) {
        this.inputs = inputs;
        this.channel = channel;
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
        new IndexMerge(inputs, channel).run(nonce);
    }

    private void run(byte[] nonce) throws IOException {
        Header.write(out, ObjectType.INDEX, false);
        IndexWriter.writeHead(
                out,
                nonce,
                inputs.stream().mapToInt(IndexTable::packCount).sum(),
                inputs.stream().mapToInt(IndexTable::removedCount).sum(),
                inputs.stream().mapToInt(IndexTable::segmentCount).sum(),
                inputs.stream().mapToInt(IndexTable::size).sum());
        int firstSegment = 0;
        for (IndexTable input : inputs) {
            for (int i = 0; i < input.packCount(); i++) {
                IndexTable.Pack pack = input.pack(i);
                room(IndexTable.PACK_LENGTH);
                IndexWriter.writePack(out, pack.id(), pack.length(), pack.type(), firstSegment + pack.firstSegment());
            }
            firstSegment += input.segmentCount();
        }
        for (IndexTable input : inputs) {
            for (int i = 0; i < input.removedCount(); i++) {
                room(IndexTable.PACK_LENGTH);
                IndexWriter.put(out, input.removed(i).digest());
            }
        }
        writeSegments();
        writeEntries();
        writeKeyBlocks();
        drain();
        channel.write(ByteBuffer.wrap(digest.digest()));
    }

    private void writeSegments() throws IOException {
        int firstPack = 0;
        for (IndexTable input : inputs) {
            for (int i = 0; i < input.segmentCount(); i++) {
                IndexTable.Segment segment = input.segment(i);
                room(IndexTable.SEGMENT_LENGTH);
                out.putInt(firstPack + segment.pack())
                        .putInt(segment.offset())
                        .putInt(segment.storedLength())
                        .putInt(segment.plainLength())
                        .putInt(segment.encoding().code());
            }
            firstPack += input.packCount();
        }
    }

    /** Where the merge stands in one input. */
    private static final class Cursor {
        private final IndexTable table;
        private final int firstSegment;
        private int next;
        private IndexTable.Entry entry;

        Cursor(IndexTable table, int firstSegment) throws CorruptObjectException {
            this.table = table;
            this.firstSegment = firstSegment;
            this.entry = table.entry(0);
        }

        boolean advance() throws CorruptObjectException {
            if (++next == table.size()) {
                return false;
            }
            entry = table.entry(next);
            return true;
        }
    }

    private void writeEntries() throws IOException {
        PriorityQueue<Cursor> cursors =
                new PriorityQueue<>((a, b) -> a.entry.id().compareTo(b.entry.id()));
        int firstSegment = 0;
        for (IndexTable input : inputs) {
            if (input.size() > 0) {
                cursors.add(new Cursor(input, firstSegment));
            }
            firstSegment += input.segmentCount();
        }
        Cursor least = cursors.poll();
        while (least != null) {
            room(IndexTable.ENTRY_LENGTH);
            IndexWriter.put(out, least.entry.id());
            out.putInt(least.firstSegment + least.entry.segment())
                    .putInt(least.entry.offset())
                    .putInt(least.entry.length());
            if (least.advance()) {
                cursors.add(least);
            }
            least = cursors.poll();
        }
    }

    private void writeKeyBlocks() throws IOException {
        for (IndexTable input : inputs) {
            for (int i = 0; i < input.packCount(); i++) {
                room(input.keyBlockLength());
                out.put(input.keyBlock(i));
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
