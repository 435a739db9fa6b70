package io.coffer.backup.crypto;

import io.coffer.backup.KeyRequiredException;
import io.coffer.backup.KeyRotatedException;
import io.coffer.backup.spi.encryption.KeyPurpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;

/**
 * Wraps data keys into key blocks, and unwraps them. A block is 88 bytes: how it is wrapped, three zeros, the
 * generation of the master key, and then a salt and the key wrapped by a key that is derived with it, or an
 * encapsulated key and the key sealed to it.
 */
final class KeyBlocks {
    static final int LENGTH = 88;

    private static final int HEAD = 8;
    private static final byte WRAPPED = 1;
    private static final byte SEALED = 2;
    private static final String WRAP = "coffer data key";

    private final Aead aead;
    private final RandomGenerator random;

    KeyBlocks(Aead aead, RandomGenerator random) {
        this.aead = aead;
        this.random = random;
    }

    /** Wraps a key: for those who have the master key, or, where only their public key is known, sealed to that. */
    byte[] wrap(KeyMaterial material, KeyPurpose purpose, byte[] dataKey) {
        int generation = material.generation();
        byte[] wrappingKey = material.wrappingKey(purpose, generation);
        byte kind = wrappingKey == null ? SEALED : WRAPPED;
        byte[] context = context(material, purpose, kind, generation);
        ByteBuffer block = ByteBuffer.allocate(LENGTH);
        block.put(kind).put(new byte[3]).putInt(generation);
        if (wrappingKey == null) {
            return block.put(Hpke.seal(material.publicKey(), context, dataKey)).array();
        }
        byte[] salt = new byte[KeyMaterial.LENGTH];
        random.nextBytes(salt);
        byte[] key = Hkdf.derive(wrappingKey, salt, WRAP);
        try {
            return block.put(salt).put(aead.wrap(key, context, dataKey)).array();
        } finally {
            Bytes.clear(key);
        }
    }

    /** Unwraps a key. */
    byte[] unwrap(KeyMaterial material, KeyPurpose purpose, byte[] block) throws IOException, AEADBadTagException {
        ByteBuffer in = ByteBuffer.wrap(block);
        byte kind = block.length == LENGTH ? in.get() : 0;
        if ((kind != WRAPPED && kind != SEALED) || in.get() != 0 || in.getShort() != 0) {
            throw new AEADBadTagException("not a key block");
        }
        int generation = in.getInt();
        if (generation < 0) {
            throw new AEADBadTagException("not a key block");
        }
        requireKnown(material, generation);
        byte[] wrappingKey =
                kind == SEALED ? material.recipientKey(generation) : material.wrappingKey(purpose, generation);
        if (wrappingKey == null) {
            throw unknown(material, generation);
        }
        byte[] context = context(material, purpose, kind, generation);
        byte[] body = java.util.Arrays.copyOfRange(block, HEAD, LENGTH);
        if (kind == SEALED) {
            return Hpke.open(wrappingKey, context, body);
        }
        byte[] salt = java.util.Arrays.copyOf(body, KeyMaterial.LENGTH);
        byte[] key = Hkdf.derive(wrappingKey, salt, WRAP);
        try {
            return aead.unwrap(key, context, java.util.Arrays.copyOfRange(body, KeyMaterial.LENGTH, body.length));
        } finally {
            Bytes.clear(key);
        }
    }

    private static void requireKnown(KeyMaterial material, int generation) throws KeyRotatedException {
        if (generation > material.generation()) {
            throw new KeyRotatedException(
                    "something was sealed with generation " + generation + " of the master key, and only those up to "
                            + material.generation() + " are known here: the master key was rotated; "
                            + (material.canRead()
                                    ? "open the repository again"
                                    : "this write key is of no use any more, have a new one made"),
                    "repository " + material.repository(),
                    null);
        }
    }

    private static IOException unknown(KeyMaterial material, int generation) {
        if (!material.canRead()) {
            return new KeyRequiredException(
                    "this key can only write: it opens no pack and no manifest; open the repository with a key that"
                            + " has a slot",
                    "repository " + material.repository(),
                    null);
        }
        return new KeyRequiredException(
                "generation " + generation + " of the master key is not known: the object keys/"
                        + Generations.id(generation + 1) + ", which leads to it, is missing or damaged; restore it from"
                        + " a copy of the repository",
                "repository " + material.repository(),
                null);
    }

    private static byte[] context(KeyMaterial material, KeyPurpose purpose, byte kind, int generation) {
        return ByteBuffer.allocate(16 + 2 + 4)
                .put(Bytes.of(material.repository()))
                .put((byte) purpose.code())
                .put(kind)
                .putInt(generation)
                .array();
    }
}
