package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.content.SegmentReader;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.PackSeal;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectInfo;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole packs, and verifies every content, the directory, the name, that the index says the same as the
 * directory, and the parity where there is any. Needs memory for one segment at a time. Thread-safe.
 */
final class PackCheck {
    private final RepositoryCore core;
    private final SegmentReader segments;
    private final @Nullable ParityCheck parity;
    private final ConcurrentLinkedDeque<Buffers> buffers = new ConcurrentLinkedDeque<>();

    private static final class Buffers {
        private byte[] stored = new byte[64 << 10];
        private byte[] plain = new byte[0];
    }

    PackCheck(RepositoryCore core) {
        this(core, new ParityCheck(core));
    }

    private PackCheck(RepositoryCore core, @Nullable ParityCheck parity) {
        this.core = core;
        this.segments = core.segments();
        this.parity = parity;
    }

    /** Checks packs, and not whether their parity is good. */
    static PackCheck withoutParity(RepositoryCore core) {
        return new PackCheck(core, null);
    }

    /** Checks a pack; gives the bytes of data that were verified. */
    long check(IndexTable table, int number, ObjectInfo object, Findings findings) throws IOException {
        if (parity != null) {
            parity.check(PackId.ofObject(object.name()), findings);
        }
        PackEntry pack = PackReader.read(core, object);
        PackSeal seal = core.keys().open(pack.id(), pack.type(), pack.keyBlock());
        int firstSegment = PackFormat.firstSegment(pack.keyBlock().length);
        Buffers borrowed = buffers.poll();
        Buffers own = borrowed == null ? new Buffers() : borrowed;
        MessageDigest digest = Sha256.start();
        long verified = 0;
        try (InputStream in = core.store().get(object.name())) {
            copy(in, firstSegment, own, object.name(), digest);
            for (PackDirectory.Segment segment : pack.directory().segments()) {
                verified += check(pack, seal, segment, in, own, digest, findings);
            }
            long left = object.size()
                    - pack.directory().segments().stream()
                            .mapToLong(PackDirectory.Segment::storedLength)
                            .sum()
                    - firstSegment;
            copy(in, left, own, object.name(), digest);
        } finally {
            buffers.push(own);
        }
        PackId found = new PackId(ContentId.of(digest.digest()));
        if (!found.equals(pack.id())) {
            findings.add(object.name(), "its bytes have the SHA-256 " + found.digest() + ", not that of its name");
        }
        compare(table, number, pack, findings);
        if (!Arrays.equals(table.keyBlock(number), pack.keyBlock())) {
            findings.add(table.name(), "it has another key for " + pack.id() + " than the pack itself");
        }
        return verified;
    }

    private long check(
            PackEntry pack,
            @Nullable PackSeal seal,
            PackDirectory.Segment segment,
            InputStream in,
            Buffers own,
            MessageDigest digest,
            Findings findings)
            throws IOException {
        own.stored = grow(own.stored, segment.storedLength());
        own.plain = grow(own.plain, segment.plainLength());
        read(in, own.stored, segment.storedLength(), pack.id().objectName(), digest);
        IndexTable.Segment decoded = new IndexTable.Segment(
                0, segment.offset(), segment.storedLength(), segment.plainLength(), segment.encoding());
        try {
            segments.decode(pack.id(), decoded, seal, own.stored, own.plain);
        } catch (CorruptObjectException damaged) {
            findings.add(pack.id().objectName(), damaged);
            return 0;
        }
        int offset = 0;
        for (PackDirectory.Blob blob : segment.blobs()) {
            try {
                segments.verify(pack.id(), pack.type(), blob.id(), own.plain, offset, blob.length());
            } catch (CorruptObjectException damaged) {
                findings.add(pack.id().objectName(), damaged);
            }
            offset += blob.length();
        }
        return segment.plainLength();
    }

    /** Every blob must be in the index at the place where the directory has it. */
    private static void compare(IndexTable table, int number, PackEntry pack, Findings findings) throws IOException {
        for (PackDirectory.Segment segment : pack.directory().segments()) {
            int offset = 0;
            for (PackDirectory.Blob blob : segment.blobs()) {
                if (!isThere(table, number, segment, offset, blob)) {
                    findings.add(
                            table.name(), "it does not have content " + blob.id() + " where " + pack.id() + " has it");
                    return;
                }
                offset += blob.length();
            }
        }
    }

    private static boolean isThere(
            IndexTable table, int number, PackDirectory.Segment segment, int offset, PackDirectory.Blob blob)
            throws IOException {
        for (int at = table.lowerBound(blob.id()); table.hasId(at, blob.id()); at++) {
            IndexTable.Entry entry = table.entry(at);
            IndexTable.Segment found = table.segment(entry.segment());
            if (found.pack() == number
                    && found.offset() == segment.offset()
                    && found.storedLength() == segment.storedLength()
                    && found.plainLength() == segment.plainLength()
                    && entry.offset() == offset
                    && entry.length() == blob.length()) {
                return true;
            }
        }
        return false;
    }

    /** Up to a power of two: segments of a pack are a little larger or smaller than each other. */
    private static byte[] grow(byte[] buffer, int length) {
        return buffer.length >= length ? buffer : new byte[Math.max(length, Integer.highestOneBit(length * 2 - 1))];
    }

    private static void copy(InputStream in, long length, Buffers own, String name, MessageDigest digest)
            throws IOException {
        for (long left = length; left > 0; ) {
            int part = (int) Math.min(left, own.stored.length);
            read(in, own.stored, part, name, digest);
            left -= part;
        }
    }

    private static void read(InputStream in, byte[] target, int length, String name, MessageDigest digest)
            throws IOException {
        if (in.readNBytes(target, 0, length) < length) {
            throw Damage.in(name, "it is cut short");
        }
        digest.update(target, 0, length);
    }
}
