package io.coffer.backup.crypto;

import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.KeyStorage;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Writes slots that no key would make, as somebody would who can write to the storage. */
final class Slots {
    private Slots() {}

    /** The object for a slot, made by the engine as for any other. */
    static byte[] encode(RepositoryBuilder builder, ObjectStore store, KeySlot slot) throws IOException {
        store.delete(List.of("keys/" + slot.id()));
        RepositoryKey putting = new RepositoryKey() {
            @Override
            public RepositoryCipher create(KeyStorage storage) {
                throw new UnsupportedOperationException();
            }

            @Override
            public RepositoryCipher open(KeyStorage storage) throws IOException {
                storage.put(slot);
                throw new IOException("done");
            }

            @Override
            public void close() {}
        };
        try {
            builder.key(putting).open().close();
        } catch (IOException done) {
            // The slot is there.
        }
        try (InputStream in = store.get("keys/" + slot.id())) {
            return in.readAllBytes();
        }
    }
}
