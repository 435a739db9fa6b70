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

/**
 * Seals and opens the parts of one encrypted pack: its segments and its directory, each padded and at the position at
 * which it lies in the pack. Thread-safe.
 */
public final class PackSeal {
    private final DataKey key;
    private final byte[] segmentContext;
    private final byte[] directoryContext;

    private PackSeal(DataKey key, UUID repository, ObjectType type) {
        this.key = key;
        this.segmentContext = SealContext.of(repository, type, SealContext.SEGMENT, "");
        this.directoryContext = SealContext.of(repository, type, SealContext.DIRECTORY, "");
    }

    /**
     * Prepares to write a pack.
     *
     * @param cipher the keys of the repository
     * @param repository its id
     * @param type of the pack
     * @return with a fresh key
     */
    public static PackSeal create(RepositoryCipher cipher, UUID repository, ObjectType type) {
        return new PackSeal(cipher.newKey(purpose(type)), repository, type);
    }

    /**
     * Prepares to read a pack.
     *
     * @param cipher the keys of the repository
     * @param repository its id
     * @param name of the pack, for messages
     * @param type of the pack
     * @param keyBlock as the pack or the index has it
     * @return with the key of the pack
     * @throws CorruptObjectException when it is no key of such a pack
     * @throws IOException when the keys at hand do not open it
     */
    public static PackSeal open(RepositoryCipher cipher, UUID repository, String name, ObjectType type, byte[] keyBlock)
            throws IOException {
        try {
            return new PackSeal(cipher.openKey(purpose(type), keyBlock), repository, type);
        } catch (KeyRotatedException newer) {
            throw SealContext.rotated(name, newer);
        } catch (AEADBadTagException altered) {
            throw SealContext.failed(name, "its key", altered);
        }
    }

    private static KeyPurpose purpose(ObjectType type) {
        return type == ObjectType.DATA_PACK ? KeyPurpose.DATA : KeyPurpose.METADATA;
    }

    /**
     * The key, wrapped.
     *
     * @return for the start of the pack
     */
    public byte[] keyBlock() {
        return key.block();
    }

    /**
     * How long a part of a pack becomes.
     *
     * @param length of its bytes
     * @return in the pack, in bytes
     */
    public static int sealedLength(int length) {
        return Math.toIntExact(DataKey.sealedLength(Padding.padded(length)));
    }

    /**
     * Where the bytes of a part must lie, so that it can be sealed where it is: this far after its start.
     *
     * @param length of the bytes
     * @return in bytes
     */
    public static int headroom(int length) {
        return sealedLength(length) - Padding.padded(length) + Padding.PREFIX;
    }

    /**
     * Seals a segment where it lies.
     *
     * @param buffer holds the pack
     * @param start of the sealed segment in the buffer; its bytes lie {@link #headroom} after it
     * @param length of the bytes
     * @param position of the segment in the pack
     */
    public void sealSegment(ByteBuffer buffer, int start, int length, int position) {
        seal(buffer, start, length, position, segmentContext);
    }

    void sealDirectory(ByteBuffer buffer, int start, int length, int position) {
        seal(buffer, start, length, position, directoryContext);
    }

    private void seal(ByteBuffer buffer, int start, int length, int position, byte[] context) {
        int padded = Padding.padded(length);
        int sealed = sealedLength(length);
        int plainAt = start + sealed - padded;
        buffer.putInt(plainAt, length);
        for (int at = plainAt + Padding.PREFIX + length; at < start + sealed; at++) {
            buffer.put(at, (byte) 0);
        }
        key.seal(
                position,
                context,
                buffer.duplicate().limit(start + sealed).position(plainAt),
                buffer.duplicate().limit(start + sealed).position(start));
    }

    /**
     * Opens a segment where it lies.
     *
     * @param name of the pack, for messages
     * @param stored its bytes from 0; their place is used again
     * @param length how many bytes they are
     * @param position of the segment in the pack
     * @return what was sealed, in the same array
     * @throws CorruptObjectException when it is not what was sealed
     */
    public ByteBuffer openSegment(String name, byte[] stored, int length, int position) throws CorruptObjectException {
        return open(name, "a segment", ByteBuffer.wrap(stored, 0, length), position, segmentContext);
    }

    ByteBuffer openDirectory(String name, ByteBuffer sealed, int position) throws CorruptObjectException {
        return open(name, "its directory", sealed, position, directoryContext);
    }

    private ByteBuffer open(String name, String part, ByteBuffer sealed, int position, byte[] context)
            throws CorruptObjectException {
        long length = DataKey.plainLength(sealed.remaining());
        if (length < 0) {
            throw Damage.in(name, "nothing becomes " + sealed.remaining() + " bytes when it is sealed");
        }
        ByteBuffer plain = sealed.slice(sealed.position(), (int) length);
        try {
            key.open(position, context, sealed, plain);
        } catch (AEADBadTagException altered) {
            throw SealContext.failed(name, part, altered);
        }
        return Padding.strip(name, plain.flip());
    }
}
