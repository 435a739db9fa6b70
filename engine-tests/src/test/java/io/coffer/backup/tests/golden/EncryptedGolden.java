package io.coffer.backup.tests.golden;

import io.coffer.backup.Repository;
import io.coffer.backup.crypto.Argon2Cost;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * An encrypted repository of format version 1. The master key was rotated after its first snapshot, and its third was
 * written with a write key, so it has data keys of each kind and of two generations.
 */
final class EncryptedGolden {
    static final String NAME = "format-1-encrypted.zip";

    private static final Argon2Cost COST = new Argon2Cost(Argon2Cost.LEAST_MEMORY_KIB, Argon2Cost.LEAST_ITERATIONS, 1);

    /** A content of its own, stored with the write key. */
    static final byte[] CONTENT = "stored by somebody who cannot read it".getBytes(StandardCharsets.UTF_8);

    private EncryptedGolden() {}

    /** What opens it. */
    enum Opener {
        KEY_FILE,
        PASSPHRASE,
        PRIVATE_KEY;

        RepositoryKey key() {
            return switch (this) {
                case KEY_FILE -> Keys.keyFile(keyFile());
                case PASSPHRASE -> Keys.passphrase("correct horse".toCharArray(), COST);
                case PRIVATE_KEY -> Keys.privateKey(privateKey());
            };
        }
    }

    /** The content of the key file. */
    static byte[] keyFile() {
        return filled(5);
    }

    private static byte[] privateKey() {
        String text = "COFFER-PRIVATE-KEY-1 " + Base64.getEncoder().encodeToString(filled(9));
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Makes the repository anew. What is sealed to a public key is another each time. */
    static void generate(Path cache) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        try (RepositoryKey keyFile = Opener.KEY_FILE.key();
                RepositoryKey passphrase = Opener.PASSPHRASE.key()) {
            try (Repository repository =
                    GoldenRepository.at(store, cache, 1).key(keyFile).create()) {
                repository.keys().add(passphrase, "words");
                repository.keys().add(Keys.publicKey(Keys.publicKeyOf(privateKey())), "pair");
                GoldenRepository.backUp(repository, 1);
            }
            byte[] writeKey;
            try (Repository repository =
                    GoldenRepository.at(store, cache, 2).key(keyFile).open()) {
                Map<String, RepositoryKey> kept = new HashMap<>();
                for (KeySlot slot : repository.keys().slots()) {
                    if (!slot.kind().equals("x25519")) {
                        kept.put(slot.id(), slot.kind().equals("passphrase") ? passphrase : keyFile);
                    }
                }
                repository.keys().rotate(kept);
                GoldenRepository.backUp(repository, 2);
                writeKey = repository.keys().writeKey();
            }
            try (RepositoryKey key = Keys.writeKey(writeKey);
                    Repository repository =
                            GoldenRepository.at(store, cache, 3).key(key).open()) {
                GoldenRepository.backUp(repository, 3);
                repository.contents().put(CONTENT);
            }
        }
        GoldenRepository.save(store, NAME);
    }
}
