package io.coffer.backup.crypto;

import io.coffer.backup.AuthenticationFailedException;
import io.coffer.backup.KeyRotatedException;
import io.coffer.backup.WrongKeyException;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.KeyStorage;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * A key that can write and cannot read: the keys for content ids, for the chunker and for what writers share, and a
 * public key. It has no slot; it is bound to the config of its repository.
 *
 * <p>Its form is one line of ASCII: {@code COFFER-WRITE-KEY-1}, a blank, and the Base64 of: id of the repository (16
 * bytes), SHA-256 of its config, key for content ids, secret of the chunker, public key (32 bytes each), number of
 * generations (4), and for each generation the key for shared objects (32).
 */
final class WriteKey implements RepositoryKey {
    static final String PREFIX = "COFFER-WRITE-KEY-1 ";

    private static final int FIXED = 16 + 4 * KeyMaterial.LENGTH + 4;

    private final byte[] bytes;
    private volatile boolean closed;

    private WriteKey(byte[] bytes) {
        this.bytes = bytes;
    }

    static WriteKey parse(byte[] text) {
        return new WriteKey(KeyText.decode(PREFIX, text, FIXED + KeyMaterial.LENGTH, Integer.MAX_VALUE));
    }

    /** The text of a key for what somebody knows who can read. */
    static byte[] encode(KeyMaterial material, byte[] configDigest) {
        int generations = material.generation() + 1;
        ByteBuffer out = ByteBuffer.allocate(FIXED + generations * KeyMaterial.LENGTH);
        out.put(Bytes.of(material.repository()))
                .put(configDigest)
                .put(material.contentIdKey())
                .put(material.chunkerSecret())
                .put(material.publicKey())
                .putInt(generations);
        for (int i = 0; i < generations; i++) {
            byte[] shared = material.sharedKey(i);
            // Zeros for a generation that nobody knows any more.
            out.put(shared == null ? new byte[KeyMaterial.LENGTH] : shared);
        }
        byte[] text = KeyText.encode(PREFIX, out.array());
        Bytes.clear(out.array());
        return text;
    }

    @Override
    public RepositoryCipher create(KeyStorage storage) {
        throw new UnsupportedOperationException("a write key is for a repository that is there; create one with a"
                + " passphrase, a key file or a key pair");
    }

    @Override
    public RepositoryCipher open(KeyStorage storage) throws IOException {
        if (closed) {
            throw new IllegalStateException("the write key was cleared");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        UUID repository = new UUID(in.getLong(), in.getLong());
        if (!repository.equals(storage.repository())) {
            throw new WrongKeyException(
                    "this write key is for repository " + repository + ", and this is " + storage.repository(),
                    "repository " + storage.repository(),
                    null);
        }
        if (!MessageDigest.isEqual(read(in), storage.configDigest())) {
            throw new AuthenticationFailedException(
                    "config was altered: it is not the one that the write key was made for; restore it from a copy of"
                            + " the repository",
                    "config",
                    null);
        }
        byte[] contentIdKey = read(in);
        byte[] chunkerSecret = read(in);
        byte[] publicKey = read(in);
        int generations = in.getInt();
        if (generations < 1 || in.remaining() != (long) generations * KeyMaterial.LENGTH) {
            throw new WrongKeyException("this write key is cut short", "repository " + repository, null);
        }
        requireLatest(storage, generations - 1);
        byte[][] shared = new byte[generations][];
        for (int i = 0; i < generations; i++) {
            shared[i] = read(in);
        }
        return SealingCipher.forWriting(
                KeyMaterial.forWriting(repository, contentIdKey, chunkerSecret, shared, publicKey), storage);
    }

    /** The slots say in the clear of which generation they are; so an old key stops before it has stored anything. */
    private static void requireLatest(KeyStorage storage, int known) throws IOException {
        for (KeySlot slot : storage.slots()) {
            if (SlotKey.generation(slot) > known) {
                throw new KeyRotatedException(
                        "the master key was rotated since this write key was made: it is of no use any more; have a new"
                                + " one made",
                        "repository " + storage.repository(),
                        null);
            }
        }
    }

    private static byte[] read(ByteBuffer in) {
        byte[] key = new byte[KeyMaterial.LENGTH];
        in.get(key);
        return key;
    }

    @Override
    public void close() {
        closed = true;
        Bytes.clear(bytes);
    }

    @Override
    public String toString() {
        return "write key";
    }
}
