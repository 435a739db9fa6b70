package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.KeyRotatedException;
import io.coffer.backup.spi.encryption.DataKey;
import io.coffer.backup.spi.encryption.KeyPurpose;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the objects of one repository into {@linkplain Envelope envelopes}, sealed where the repository is encrypted:
 * then the payload of the envelope is a key block and the padded, sealed payload. Thread-safe.
 */
public final class Envelopes {
    /** Those of a repository that is not encrypted. */
    public static final Envelopes PLAIN = new Envelopes(null, new UUID(0, 0));

    private final @Nullable RepositoryCipher cipher;
    private final UUID repository;

    private Envelopes(@Nullable RepositoryCipher cipher, UUID repository) {
        this.cipher = cipher;
        this.repository = repository;
    }

    /**
     * Those of a repository.
     *
     * @param cipher its keys; null when it is not encrypted
     * @param repository its id
     * @return for all of its objects
     */
    public static Envelopes of(@Nullable RepositoryCipher cipher, UUID repository) {
        return cipher == null ? PLAIN : new Envelopes(cipher, repository);
    }

    /**
     * Whether payloads are sealed.
     *
     * @return false when the repository is not encrypted
     */
    public boolean areSealed() {
        return cipher != null;
    }

    /**
     * Wraps a payload.
     *
     * @param type of the object
     * @param name under which it will be stored, for objects whose name is not the hash of their bytes; else empty
     * @param payload its content
     * @return the bytes of the object
     */
    public byte[] wrap(ObjectType type, String name, byte[] payload) {
        if (cipher == null) {
            return Envelope.wrap(type, payload);
        }
        DataKey key = cipher.newKey(purpose(type));
        byte[] block = key.block();
        int padded = Padding.padded(payload.length);
        ByteBuffer plain = ByteBuffer.allocate(padded);
        plain.putInt(payload.length).put(payload).clear();
        ByteBuffer sealed = ByteBuffer.allocate(4 + block.length + Math.toIntExact(DataKey.sealedLength(padded)));
        sealed.putInt(block.length).put(block);
        key.seal(0, SealContext.of(repository, type, SealContext.ENVELOPE, name), plain, sealed);
        return Envelope.wrap(type, true, sealed.array());
    }

    /**
     * Unwraps a payload.
     *
     * @param name of the object
     * @param type that it must have
     * @param context the name with which it was wrapped; empty where that is the hash of the bytes
     * @param object its bytes, from 0 to the limit
     * @return the payload
     * @throws CorruptObjectException when it is not what was wrapped
     * @throws IOException when a newer version wrote it, or the keys at hand do not open it
     */
    public ByteBuffer unwrap(String name, ObjectType type, String context, ByteBuffer object) throws IOException {
        if (cipher == null) {
            return Envelope.unwrap(name, type, object);
        }
        ByteBuffer sealed = Envelope.unwrap(name, type, true, object);
        int length = cipher.keyBlockLength();
        if (sealed.remaining() < 4 + length || sealed.getInt() != length) {
            throw Damage.in(name, "it has no key block of " + length + " bytes");
        }
        byte[] block = new byte[length];
        sealed.get(block);
        long plainLength = DataKey.plainLength(sealed.remaining());
        if (plainLength < 0) {
            throw Damage.in(name, "nothing becomes " + sealed.remaining() + " bytes when it is sealed");
        }
        ByteBuffer plain = ByteBuffer.allocate((int) plainLength);
        try {
            cipher.openKey(purpose(type), block)
                    .open(0, SealContext.of(repository, type, SealContext.ENVELOPE, context), sealed, plain);
        } catch (KeyRotatedException newer) {
            throw SealContext.rotated(name, newer);
        } catch (AEADBadTagException altered) {
            throw SealContext.failed(name, "its content", altered);
        }
        return Padding.strip(name, plain.flip());
    }

    private static KeyPurpose purpose(ObjectType type) {
        return switch (type) {
            case DATA_PACK -> KeyPurpose.DATA;
            case METADATA_PACK -> KeyPurpose.METADATA;
            case SNAPSHOT -> KeyPurpose.SNAPSHOT;
            case INDEX -> KeyPurpose.INDEX;
            case SESSION -> KeyPurpose.SESSION;
            case RETIRED -> KeyPurpose.RETIRED;
            case CONFIG, KEY -> throw new IllegalArgumentException(type + " is read before there is a key");
            case PARITY -> throw new IllegalArgumentException(type + " is of bytes that are sealed already");
        };
    }
}
