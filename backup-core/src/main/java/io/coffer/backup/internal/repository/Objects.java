package io.coffer.backup.internal.repository;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Small things that are done with objects everywhere. */
public final class Objects {
    private Objects() {}

    /**
     * Reads an object that is not large.
     *
     * @param store where it is
     * @param name which
     * @param limit no object of its kind is larger, in bytes
     * @return its bytes
     * @throws CorruptObjectException when it is larger
     * @throws IOException when the storage fails, or it is not there
     */
    public static byte[] readAll(ObjectStore store, String name, int limit) throws IOException {
        try (InputStream in = store.get(name)) {
            byte[] bytes = in.readNBytes(limit);
            if (bytes.length == limit && in.read() >= 0) {
                throw Damage.in(name, "it has more than " + limit + " bytes");
            }
            return bytes;
        }
    }

    /**
     * Lists the objects of a kind, for kinds of which there are not many.
     *
     * @param store where they are
     * @param prefix of their names
     * @return in the order of the listing
     * @throws IOException when the storage fails
     */
    public static List<ObjectInfo> list(ObjectStore store, String prefix) throws IOException {
        List<ObjectInfo> objects = new ArrayList<>();
        store.list(prefix, objects::add);
        return objects;
    }
}
