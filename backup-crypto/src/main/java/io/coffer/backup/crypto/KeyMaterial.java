package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.KeyPurpose;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a repository, and the keys that are derived from them. There is one content secret for the life of
 * the repository, and one master key for each generation: a rotation starts the next. Who has a write key knows the
 * keys that are derived for writing, and no master key. Immutable but for {@link #close}.
 *
 * <p>All keys come from HKDF, one for each purpose, with the id of the repository as salt.
 */
final class KeyMaterial implements AutoCloseable {
    static final int LENGTH = 32;

    private static final String CONTENT_ID = "coffer content id";
    private static final String CHUNKER = "coffer chunker";
    private static final String SHARED = "coffer shared objects";
    private static final String PRIVATE = "coffer private objects";
    private static final String RECIPIENT = "coffer recipient";

    private final UUID repository;
    private final byte[] contentIdKey;
    private final byte[] chunkerSecret;
    /** By generation; empty where a write key does not have it, or the link to it is missing. */
    private final byte[][] sharedKeys;

    private final byte[][] privateKeys;
    private final byte[][] recipientKeys;
    /** The public key of the latest generation, where no private one is known. */
    private final byte[] publicKey;

    private KeyMaterial(
            UUID repository,
            byte[] contentIdKey,
            byte[] chunkerSecret,
            byte[][] sharedKeys,
            byte[][] privateKeys,
            byte[][] recipientKeys,
            byte[] publicKey) {
        this.repository = repository;
        this.contentIdKey = contentIdKey;
        this.chunkerSecret = chunkerSecret;
        this.sharedKeys = sharedKeys;
        this.privateKeys = privateKeys;
        this.recipientKeys = recipientKeys;
        this.publicKey = publicKey;
    }

    /**
     * Derives everything.
     *
     * @param contentSecret of the repository
     * @param masters by generation; empty where one is not known, but for the last
     */
    static KeyMaterial derive(UUID repository, byte[] contentSecret, byte[][] masters) {
        byte[] salt = Bytes.of(repository);
        byte[][] shared = new byte[masters.length][0];
        byte[][] own = new byte[masters.length][0];
        byte[][] recipient = new byte[masters.length][0];
        for (int i = 0; i < masters.length; i++) {
            byte[] master = masters[i];
            if (master.length > 0) {
                shared[i] = Hkdf.derive(master, salt, SHARED);
                own[i] = Hkdf.derive(master, salt, PRIVATE);
                recipient[i] = Hkdf.derive(master, salt, RECIPIENT);
            }
        }
        return new KeyMaterial(
                repository,
                Hkdf.derive(contentSecret, salt, CONTENT_ID),
                Hkdf.derive(contentSecret, salt, CHUNKER),
                shared,
                own,
                recipient,
                new byte[0]);
    }

    /** What a write key gives. */
    static KeyMaterial forWriting(
            UUID repository, byte[] contentIdKey, byte[] chunkerSecret, byte[][] sharedKeys, byte[] publicKey) {
        return new KeyMaterial(
                repository,
                contentIdKey,
                chunkerSecret,
                sharedKeys,
                new byte[sharedKeys.length][0],
                new byte[sharedKeys.length][0],
                publicKey);
    }

    UUID repository() {
        return repository;
    }

    boolean canRead() {
        return privateKeys[generation()].length > 0;
    }

    /** The latest generation. */
    int generation() {
        return sharedKeys.length - 1;
    }

    byte[] contentIdKey() {
        return contentIdKey;
    }

    byte[] chunkerSecret() {
        return chunkerSecret;
    }

    /** The public key of the latest generation. Computed when asked for, which few do. */
    byte[] publicKey() {
        byte[] privateKey = recipientKey(generation());
        return privateKey == null ? publicKey : Hpke.publicKey(privateKey);
    }

    /** The key for what writers share; null where it is not known. */
    byte @Nullable [] sharedKey(int generation) {
        return known(sharedKeys[generation]);
    }

    private static byte @Nullable [] known(byte[] key) {
        return key.length == 0 ? null : key;
    }

    /** The key that data keys of a purpose are wrapped with; null where it is not known. */
    byte @Nullable [] wrappingKey(KeyPurpose purpose, int generation) {
        return known(purpose.isShared() ? sharedKeys[generation] : privateKeys[generation]);
    }

    /** The private key that data keys of those who only write are sealed to; null where it is not known. */
    byte @Nullable [] recipientKey(int generation) {
        return known(recipientKeys[generation]);
    }

    @Override
    public void close() {
        Bytes.clear(contentIdKey, chunkerSecret);
        Bytes.clear(sharedKeys);
        Bytes.clear(privateKeys);
        Bytes.clear(recipientKeys);
    }
}
