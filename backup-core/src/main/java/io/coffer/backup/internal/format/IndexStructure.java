package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.model.ContentId;

/**
 * Verifies an index table as a whole, once, when it comes from the storage. Where it is read later, from a file of the
 * cache whose bytes have not changed, only what is used is checked.
 */
public final class IndexStructure {
    private IndexStructure() {}

    /**
     * Verifies that segments lie in the packs that claim them, one after the other, that blobs lie within their segments,
     * and that entries are in the order of their ids.
     *
     * @param table to be verified
     * @throws CorruptObjectException when something does not fit
     */
    public static void verify(IndexTable table) throws CorruptObjectException {
        int next = 0;
        for (int number = 0; number < table.packCount(); number++) {
            IndexTable.Pack pack = table.pack(number);
            require(table, pack.firstSegment() == next, "segments before those of " + pack.id() + " are in no pack");
            verifySegments(table, number, pack);
            next = pack.endSegment();
        }
        require(table, next == table.segmentCount(), "some of its segments are in no pack");
        verifyEntries(table);
    }

    private static void verifySegments(IndexTable table, int number, IndexTable.Pack pack)
            throws CorruptObjectException {
        long end = 0;
        for (int i = pack.firstSegment(); i < pack.endSegment(); i++) {
            IndexTable.Segment segment = table.segment(i);
            require(
                    table,
                    segment.pack() == number,
                    "segment " + i + " names pack " + segment.pack() + ", and pack " + number + " claims it");
            require(
                    table,
                    segment.offset() >= end,
                    "segment " + i + " of " + pack.id() + " starts at " + segment.offset() + ", before " + end);
            end = (long) segment.offset() + segment.storedLength();
        }
        require(
                table,
                end <= pack.length() - PackFormat.TRAILER_LENGTH,
                "segments of " + pack.id() + " reach to " + end + ", and it has " + pack.length() + " bytes");
    }

    private static void verifyEntries(IndexTable table) throws CorruptObjectException {
        ContentId last = null;
        for (int i = 0; i < table.size(); i++) {
            IndexTable.Entry entry = table.entry(i);
            // Not through require(): to put a text together for each entry would take longer than all else here.
            if (last != null && last.compareTo(entry.id()) > 0) {
                throw Damage.in(table.name(), "content " + entry.id() + " is not in its place");
            }
            last = entry.id();
            int plain = table.segment(entry.segment()).plainLength();
            if ((long) entry.offset() + entry.length() > plain) {
                throw Damage.in(
                        table.name(), "content " + entry.id() + " ends beyond its segment of " + plain + " bytes");
            }
        }
    }

    private static void require(IndexTable table, boolean holds, String fault) throws CorruptObjectException {
        if (!holds) {
            throw Damage.in(table.name(), fault);
        }
    }
}
