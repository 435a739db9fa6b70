package io.coffer.backup.internal.maintenance;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.PackId;
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

    static PackEntry read(ObjectStore store, ObjectInfo object) throws IOException {
        String name = object.name();
        PackId id = PackId.ofObject(name);
        long size = object.size();
        int least = PackFormat.FIRST_SEGMENT + PackFormat.TRAILER_LENGTH;
        if (size < least || size > RepositoryParameters.LARGEST_PACK) {
            throw Damage.in(
                    name,
                    "it has " + size + " bytes, and a pack has " + least + " to " + RepositoryParameters.LARGEST_PACK);
        }
        ObjectType type = PackFormat.readStart(name, ByteBuffer.wrap(store.get(name, 0, PackFormat.FIRST_SEGMENT)));
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
        PackDirectory directory = PackFormat.readDirectory(name, size, ByteBuffer.wrap(whole));
        return new PackEntry(id, size, type, directory);
    }

    private static byte[] readEnd(ObjectStore store, String name, long size, int length) throws IOException {
        try {
            return store.get(name, size - length, length);
        } catch (RangeNotSatisfiableException shrunk) {
            throw Damage.in(name, "it is shorter than the storage said when it listed it: " + shrunk.getMessage());
        }
    }
}
