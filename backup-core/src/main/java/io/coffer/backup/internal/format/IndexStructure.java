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
            if (pack.firstSegment() != next) {
                throw fault(table, "segments before those of " + pack.id() + " are in no pack");
            }
            verifySegments(table, number, pack);
            next = pack.endSegment();
        }
        if (next != table.segmentCount()) {
            throw fault(table, "some of its segments are in no pack");
        }
        verifyEntries(table);
    }

    private static void verifySegments(IndexTable table, int number, IndexTable.Pack pack)
            throws CorruptObjectException {
        long end = 0;
        for (int i = pack.firstSegment(); i < pack.endSegment(); i++) {
            IndexTable.Segment segment = table.segment(i);
            if (segment.pack() != number) {
                throw fault(
                        table,
                        "segment " + i + " names pack " + segment.pack() + ", and pack " + number + " claims it");
            }
            if (segment.offset() < end) {
                throw fault(
                        table,
                        "segment " + i + " of " + pack.id() + " starts at " + segment.offset() + ", before " + end);
            }
            end = (long) segment.offset() + segment.storedLength();
        }
        if (end > pack.length() - PackFormat.TRAILER_LENGTH) {
            throw fault(
                    table,
                    "segments of " + pack.id() + " reach to " + end + ", and it has " + pack.length() + " bytes");
        }
    }

    private static void verifyEntries(IndexTable table) throws CorruptObjectException {
        ContentId last = null;
        for (int i = 0; i < table.size(); i++) {
            IndexTable.Entry entry = table.entry(i);
            if (last != null && last.compareTo(entry.id()) > 0) {
                throw fault(table, "content " + entry.id() + " is not in its place");
            }
            last = entry.id();
            int plain = table.segment(entry.segment()).plainLength();
            if ((long) entry.offset() + entry.length() > plain) {
                throw fault(table, "content " + entry.id() + " ends beyond its segment of " + plain + " bytes");
            }
        }
    }

    /** Called for a fault only: to put the text together for each entry would take longer than to verify it. */
    private static CorruptObjectException fault(IndexTable table, String found) {
        return Damage.in(table.name(), found);
    }
}
