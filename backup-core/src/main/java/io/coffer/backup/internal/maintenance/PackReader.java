package io.coffer.backup.internal.maintenance;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads what packs say of themselves, without their segments. */
final class PackReader {
    /** Most directories are shorter, so that one request is enough to read them. */
    private static final int FIRST_READ = 64 << 10;

    private PackReader() {}

    static PackEntry read(RepositoryCore core, ObjectInfo object) throws IOException {
        ObjectStore store = core.store();
        int keyBlockLength = core.keys().keyBlockLength();
        String name = object.name();
        PackId id = PackId.ofObject(name);
        long size = object.size();
        int firstSegment = PackFormat.firstSegment(keyBlockLength);
        int least = firstSegment + PackFormat.TRAILER_LENGTH;
        if (size < least || size > RepositoryParameters.LARGEST_PACK) {
            throw Damage.in(
                    name,
                    "it has " + size + " bytes, and a pack has " + least + " to " + RepositoryParameters.LARGEST_PACK);
        }
        PackFormat.Start start =
                PackFormat.readStart(name, ByteBuffer.wrap(store.get(name, 0, firstSegment)), keyBlockLength);
        byte[] end = readEnd(store, name, size, (int) Math.min(size, FIRST_READ));
        int trailerAt = end.length - PackFormat.TRAILER_LENGTH;
        int length = PackFormat.readTrailer(
                name,
                size,
                ByteBuffer.wrap(end, trailerAt, PackFormat.TRAILER_LENGTH).slice());
        int needed = length + PackFormat.TRAILER_LENGTH;
        byte[] whole = needed <= end.length
                ? Arrays.copyOfRange(end, end.length - needed, end.length)
                : readEnd(store, name, size, needed);
        PackDirectory directory = PackFormat.readDirectory(
                name,
                size,
                ByteBuffer.wrap(whole),
                keyBlockLength,
                core.keys().open(id, start.type(), start.keyBlock()));
        return new PackEntry(id, size, start.type(), directory, start.keyBlock());
    }

    private static byte[] readEnd(ObjectStore store, String name, long size, int length) throws IOException {
        try {
            return store.get(name, size - length, length);
        } catch (RangeNotSatisfiableException shrunk) {
            throw Damage.in(name, "it has less than the " + size + " bytes that it had when it was listed");
        }
    }
}
