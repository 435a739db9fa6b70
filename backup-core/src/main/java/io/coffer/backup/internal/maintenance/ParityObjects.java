package io.coffer.backup.internal.maintenance;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.Parity;
import io.coffer.backup.internal.repository.Objects;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;

/** Reads parity, and bounds what that takes of the heap. */
final class ParityObjects {
    /** What a pack and its parity may take of the heap, each. */
    private static final int SHARE_OF_HEAP = 3;

    private static final int MOST_BYTES = (int)
            Math.min(RepositoryParameters.LARGEST_PACK, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

    private ParityObjects() {}

    /** Reads the parity of a pack. */
    static Parity read(ObjectStore store, PackId id) throws IOException {
        String name = id.parityName();
        return Parity.decode(name, Objects.readAll(store, name, MOST_BYTES));
    }

    /** Gives memory for a pack, if there is enough. */
    static byte[] room(PackId id, int length) throws IOException {
        if (length > MOST_BYTES) {
            throw Damage.in(
                    id.objectName(),
                    "to heal it takes " + length + " bytes of memory at once, and " + MOST_BYTES
                            + " is a third of the heap of this process: give it more");
        }
        return new byte[length];
    }
}
