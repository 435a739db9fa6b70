package io.coffer.backup.internal.format;

import io.coffer.backup.model.ContentId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts an index table together from the directories of packs. */
public final class IndexWriter {
    /** Kept free in an index object for what may be wrapped around it, and for the wrapped key of a pack. */
    private static final int RESERVE = 4096;

    private IndexWriter() {}

    /**
     * A pack to be named in an index.
     *
     * @param id its name
     * @param length of the whole pack, in bytes
     * @param type data or metadata
     * @param directory what is in it
     * @param keyBlock its wrapped key; empty in a repository that is not encrypted
     */
    public record PackEntry(PackId id, long length, ObjectType type, PackDirectory directory, byte[] keyBlock) {}

    private record Row(ContentId id, int segment, int offset, int length) {}

    /**
     * How many blobs a pack can have so that an object of some size can name it, in segments of one blob each at worst.
     *
     * @param objectSize of an index object, in bytes
     * @return 1 or more
     */
    public static int blobsWithin(long objectSize) {
        long payload = payload(objectSize) - IndexTable.length(1, 0, 0, 0);
        return (int) Math.max(1, payload / (IndexTable.SEGMENT_LENGTH + IndexTable.ENTRY_LENGTH));
    }

    /**
     * How many packs an object of some size can take away.
     *
     * @param objectSize of an index object, in bytes
     * @return 1 or more
     */
    public static int removedWithin(long objectSize) {
        return (int) Math.max(1, (payload(objectSize) - IndexTable.length(0, 0, 0, 0)) / ContentId.LENGTH);
    }

    private static long payload(long objectSize) {
        return Math.min(objectSize, Integer.MAX_VALUE) - Envelope.OVERHEAD - RESERVE;
    }

    /**
     * Shares packs out to index objects of bounded size. A pack that is too much for one gets one all the same.
     *
     * @param packs to be named
     * @param objectSize that none exceeds, in bytes
     * @return the packs of each index object, in the same order
     */
    public static List<List<PackEntry>> split(List<PackEntry> packs, long objectSize) {
        List<List<PackEntry>> parts = new ArrayList<>();
        List<PackEntry> part = new ArrayList<>();
        long length = IndexTable.length(0, 0, 0, 0);
        for (PackEntry pack : packs) {
            long more = IndexTable.length(1, 0, pack.directory().segments().size(), blobs(pack))
                    - IndexTable.length(0, 0, 0, 0)
                    + pack.keyBlock().length;
            if (!part.isEmpty() && length + more > payload(objectSize)) {
                parts.add(part);
                part = new ArrayList<>();
                length = IndexTable.length(0, 0, 0, 0);
            }
            part.add(pack);
            length += more;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private static long blobs(PackEntry pack) {
        return pack.directory().segments().stream()
                .mapToLong(segment -> segment.blobs().size())
                .sum();
    }

    /**
     * Encodes an index table.
     *
     * @param nonce random, 16 bytes, so that no index object comes twice
     * @param packs added by the index object
     * @param removed taken away by it
     * @return the payload of an index object
     */
    public static byte[] encode(byte[] nonce, List<PackEntry> packs, List<PackId> removed) {
        List<Row> rows = new ArrayList<>();
        int segments = 0;
        for (PackEntry pack : packs) {
            for (PackDirectory.Segment segment : pack.directory().segments()) {
                addRows(rows, segments++, segment);
            }
        }
        rows.sort(Comparator.comparing(Row::id));
        long length = IndexTable.length(packs.size(), removed.size(), segments, rows.size());
        long keyBlocks =
                packs.stream().mapToLong(pack -> pack.keyBlock().length).sum();
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length + keyBlocks));
        writeHead(out, nonce, packs.size(), removed.size(), segments, rows.size());
        int first = 0;
        for (PackEntry pack : packs) {
            writePack(out, pack.id(), pack.length(), pack.type(), first);
            first += pack.directory().segments().size();
        }
        removed.forEach(pack -> put(out, pack.digest()));
        for (int i = 0; i < packs.size(); i++) {
            for (PackDirectory.Segment segment : packs.get(i).directory().segments()) {
                out.putInt(i)
                        .putInt(segment.offset())
                        .putInt(segment.storedLength())
                        .putInt(segment.plainLength())
                        .putInt(segment.encoding().code());
            }
        }
        for (Row row : rows) {
            put(out, row.id());
            out.putInt(row.segment()).putInt(row.offset()).putInt(row.length());
        }
        packs.forEach(pack -> out.put(pack.keyBlock()));
        return out.array();
    }

    private static void addRows(List<Row> rows, int number, PackDirectory.Segment segment) {
        int offset = 0;
        for (PackDirectory.Blob blob : segment.blobs()) {
            rows.add(new Row(blob.id(), number, offset, blob.length()));
            offset += blob.length();
        }
    }

    static void writeHead(ByteBuffer out, byte[] nonce, int packs, int removed, int segments, int entries) {
        if (nonce.length != PackFormat.NONCE_LENGTH) {
            throw new IllegalArgumentException(
                    "a nonce has " + PackFormat.NONCE_LENGTH + " bytes, not " + nonce.length);
        }
        out.put(nonce).putInt(packs).putInt(removed).putInt(segments).putInt(entries);
    }

    static void writePack(ByteBuffer out, PackId id, long length, ObjectType type, int firstSegment) {
        put(out, id.digest());
        out.putLong(length).putInt(type.code()).putInt(firstSegment);
    }

    static void put(ByteBuffer out, ContentId id) {
        id.writeTo(out, out.position());
        out.position(out.position() + ContentId.LENGTH);
    }
}
