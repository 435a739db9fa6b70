package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.model.ContentId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of an index object, read in place: fixed-width tables of packs, of packs that are removed,
 * of segments, and of blobs sorted by id. It can lie in a file that is mapped into memory. Immutable.
 *
 * <p>Every number that points from one table into another is checked when it is used, not before, so that
 * opening a table costs the same for any size.
 */
public final class IndexTable {
    static final int HEAD = 16 + 4 * 4;
    static final int PACK_LENGTH = ContentId.LENGTH + 8 + 4 + 4;
    static final int SEGMENT_LENGTH = 5 * 4;
    static final int ENTRY_LENGTH = ContentId.LENGTH + 3 * 4;

    private static final int MAX_KEY_BLOCK = 1024;
    private static final int ESTIMATES = 3;
    private static final int NEARBY = 16;
    private static final double TO_SHARE = 0x1p-64;

    private final String name;
    private final ByteBuffer bytes;
    private final int packs;
    private final int removed;
    private final int segments;
    private final int entries;
    private final int removedStart;
    private final int segmentStart;
    private final int entryStart;
    private final int keyBlockStart;
    private final int keyBlockLength;

    /**
     * Opens a table.
     *
     * @param name of the object, for messages
     * @param payload all of its bytes, from 0 to the limit
     * @throws CorruptObjectException when its tables do not fit its length
     */
    public IndexTable(String name, ByteBuffer payload) throws CorruptObjectException {
        this.name = name;
        this.bytes = payload;
        if (payload.limit() < HEAD) {
            throw Damage.in(name, "it has " + payload.limit() + " bytes, too few for an index");
        }
        packs = payload.getInt(16);
        removed = payload.getInt(20);
        segments = payload.getInt(24);
        entries = payload.getInt(28);
        long length = length(packs, removed, segments, entries);
        long keyBlocks = payload.limit() - length;
        keyBlockLength = packs <= 0 ? 0 : (int) Math.min(keyBlocks / packs, MAX_KEY_BLOCK);
        boolean fits = keyBlocks >= 0 && keyBlocks == (long) packs * keyBlockLength;
        if (packs < 0 || removed < 0 || segments < 0 || entries < 0 || !fits) {
            throw Damage.in(name, "its tables take " + length + " bytes, it has " + payload.limit());
        }
        removedStart = HEAD + packs * PACK_LENGTH;
        segmentStart = removedStart + removed * ContentId.LENGTH;
        entryStart = segmentStart + segments * SEGMENT_LENGTH;
        keyBlockStart = entryStart + entries * ENTRY_LENGTH;
    }

    /** How long a table of these sizes is, in bytes, without key blocks. */
    static long length(long packs, long removed, long segments, long entries) {
        return HEAD
                + packs * PACK_LENGTH
                + removed * ContentId.LENGTH
                + segments * SEGMENT_LENGTH
                + entries * ENTRY_LENGTH;
    }

    /**
     * The name that messages use.
     *
     * @return name of the object
     */
    public String name() {
        return name;
    }

    /**
     * How long the object is whose payload this is.
     *
     * @return in bytes
     */
    public long objectLength() {
        return (long) bytes.limit() + Envelope.OVERHEAD;
    }

    /**
     * The whole payload.
     *
     * @return a copy
     */
    public byte[] payload() {
        byte[] payload = new byte[bytes.limit()];
        bytes.get(0, payload);
        return payload;
    }

    /**
     * What makes this table different from any other.
     *
     * @return the random bytes at its start; of a table that was merged, what it was merged from decides them
     */
    public byte[] nonce() {
        byte[] nonce = new byte[PackFormat.NONCE_LENGTH];
        bytes.get(0, nonce);
        return nonce;
    }

    /**
     * Counts the blobs.
     *
     * @return how many entries there are
     */
    public int size() {
        return entries;
    }

    /**
     * Counts the packs.
     *
     * @return how many packs the table names
     */
    public int packCount() {
        return packs;
    }

    /**
     * Counts the segments.
     *
     * @return how many segments its packs have
     */
    public int segmentCount() {
        return segments;
    }

    /**
     * Counts the packs that are gone.
     *
     * @return how many packs the table takes away
     */
    public int removedCount() {
        return removed;
    }

    /**
     * A pack.
     *
     * @param id its name
     * @param length of the whole pack, in bytes
     * @param type data or metadata
     * @param firstSegment where its segments start in the table of segments
     * @param endSegment where they end
     */
    public record Pack(PackId id, long length, ObjectType type, int firstSegment, int endSegment) {}

    /**
     * A segment.
     *
     * @param pack which pack it lies in, by number
     * @param offset in the pack
     * @param storedLength in the pack, in bytes
     * @param plainLength before compression, in bytes
     * @param encoding how it is stored
     */
    public record Segment(int pack, int offset, int storedLength, int plainLength, Encoding encoding) {}

    /**
     * Where a blob is.
     *
     * @param id of its content
     * @param segment which segment it lies in, by number
     * @param offset in the plain bytes of the segment
     * @param length in bytes
     */
    public record Entry(ContentId id, int segment, int offset, int length) {}

    /**
     * Gives a pack.
     *
     * @param number from 0
     * @return the pack
     * @throws CorruptObjectException when what is there cannot be one
     */
    public Pack pack(int number) throws CorruptObjectException {
        int at = HEAD + number(number, packs, "pack") * PACK_LENGTH;
        ContentId digest = ContentId.of(bytes, at);
        long length = bytes.getLong(at + 32);
        int code = bytes.getInt(at + 40);
        int first = bytes.getInt(at + 44);
        int end = number + 1 < packs ? bytes.getInt(at + PACK_LENGTH + 44) : segments;
        ObjectType type = code == ObjectType.DATA_PACK.code() ? ObjectType.DATA_PACK : ObjectType.METADATA_PACK;
        if (code != type.code() || length < 0 || first < 0 || first > end || end > segments) {
            throw Damage.in(name, "what it says of " + new PackId(digest) + " is impossible");
        }
        return new Pack(new PackId(digest), length, type, first, end);
    }

    /**
     * Gives the wrapped key of a pack.
     *
     * @param number of the pack, from 0
     * @return empty in a repository that is not encrypted
     * @throws CorruptObjectException when there is no such number
     */
    public byte[] keyBlock(int number) throws CorruptObjectException {
        byte[] block = new byte[keyBlockLength];
        bytes.get(keyBlockStart + number(number, packs, "pack") * keyBlockLength, block);
        return block;
    }

    /**
     * How long the wrapped keys of packs are.
     *
     * @return in bytes; 0 in a repository that is not encrypted, or when there is no pack
     */
    public int keyBlockLength() {
        return keyBlockLength;
    }

    /**
     * Gives a pack that is gone.
     *
     * @param number from 0
     * @return its name
     * @throws CorruptObjectException when there is no such number
     */
    public PackId removed(int number) throws CorruptObjectException {
        return new PackId(
                ContentId.of(bytes, removedStart + number(number, removed, "removed pack") * ContentId.LENGTH));
    }

    /**
     * Gives a segment.
     *
     * @param number from 0
     * @return the segment
     * @throws CorruptObjectException when what is there cannot be one
     */
    public Segment segment(int number) throws CorruptObjectException {
        int at = segmentStart + number(number, segments, "segment") * SEGMENT_LENGTH;
        int pack = number(bytes.getInt(at), packs, "pack");
        int offset = bytes.getInt(at + 4);
        int stored = bytes.getInt(at + 8);
        int plain = bytes.getInt(at + 12);
        Encoding encoding = Encoding.of(name, bytes.getInt(at + 16));
        SegmentLimits.check(name, stored, plain, encoding, keyBlockLength > 0);
        if (offset < PackFormat.firstSegment(keyBlockLength)) {
            throw Damage.in(name, "a segment starts at " + offset);
        }
        return new Segment(pack, offset, stored, plain, encoding);
    }

    /**
     * Gives an entry.
     *
     * @param number from 0, in the order of the ids
     * @return the entry
     * @throws CorruptObjectException when what is there cannot be one
     */
    public Entry entry(int number) throws CorruptObjectException {
        int at = entryStart + number(number, entries, "entry") * ENTRY_LENGTH;
        int segment = number(bytes.getInt(at + 32), segments, "segment");
        int offset = bytes.getInt(at + 36);
        int length = bytes.getInt(at + 40);
        if (offset < 0 || length < 1 || offset + length < 0) {
            throw Damage.in(name, "a blob of " + length + " bytes lies at " + offset);
        }
        return new Entry(ContentId.of(bytes, at), segment, offset, length);
    }

    /**
     * Gives the id of an entry.
     *
     * @param number from 0 to less than {@link #size}
     * @return its id
     */
    public ContentId id(int number) {
        return ContentId.of(bytes, entryStart + number * ENTRY_LENGTH);
    }

    /**
     * Tells whether an entry is that of a content, without making objects.
     *
     * @param number of the entry, as {@link #lowerBound} gives it
     * @param id of the content
     * @return whether there is such an entry, and its id is this
     */
    public boolean hasId(int number, ContentId id) {
        return number < entries && id.isAt(bytes, entryStart + number * ENTRY_LENGTH);
    }

    /**
     * Which pack an entry lies in, without making objects.
     *
     * @param number of the entry
     * @return the number of the pack
     * @throws CorruptObjectException when the numbers do not fit
     */
    public int packOf(int number) throws CorruptObjectException {
        int segment = number(bytes.getInt(entryStart + number * ENTRY_LENGTH + 32), segments, "segment");
        return number(bytes.getInt(segmentStart + segment * SEGMENT_LENGTH), packs, "pack");
    }

    /**
     * Finds where a content is or would be.
     *
     * @param id of the content
     * @return the number of the first entry whose id is not less
     */
    public int lowerBound(ContentId id) {
        // Ids are as good as random, so where one lies can be computed but for a few places: halving would
        // touch another page of memory in each of many steps.
        int at = Math.min(entries - 1, (int) (share(id.prefix()) * entries));
        for (int step = 0; step < ESTIMATES && at > 0 && at < entries - 1; step++) {
            long distance = id.prefix() - prefix(at);
            at = (int) Math.max(0, Math.min(entries - 1L, at + Math.round(distance * TO_SHARE * entries)));
        }
        for (int step = 0; step < NEARBY; step++) {
            boolean afterLeft = at <= 0 || isBefore(at - 1, id);
            boolean beforeRight = at >= entries || at < 0 || !isBefore(at, id);
            if (afterLeft && beforeRight) {
                return Math.max(0, at);
            }
            at += afterLeft ? 1 : -1;
        }
        return search(id);
    }

    /** Where no estimate holds: a table of a few entries, or of ids that somebody chose. */
    private int search(ContentId id) {
        int low = 0;
        int high = entries;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(middle, id)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Which share of all ids is less than those with a prefix. */
    private static double share(long prefix) {
        return (prefix >>> 1) * (2 * TO_SHARE);
    }

    private long prefix(int number) {
        return bytes.getLong(entryStart + number * ENTRY_LENGTH);
    }

    /** The first eight bytes decide almost always, without making an object. */
    private boolean isBefore(int number, ContentId id) {
        int order = Long.compareUnsigned(prefix(number), id.prefix());
        return order < 0 || (order == 0 && id(number).compareTo(id) < 0);
    }

    /**
     * Gives all packs.
     *
     * @return in the order of their numbers
     * @throws CorruptObjectException when one cannot be what it says
     */
    public List<Pack> allPacks() throws CorruptObjectException {
        List<Pack> all = new ArrayList<>(packs);
        for (int i = 0; i < packs; i++) {
            all.add(pack(i));
        }
        return all;
    }

    private int number(int number, int count, String what) throws CorruptObjectException {
        if (number < 0 || number >= count) {
            throw Damage.in(name, "it points to " + what + " " + number + " of " + count);
        }
        return number;
    }
}
