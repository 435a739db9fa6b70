package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The frame of a pack: a header, a key block where it is encrypted, a random nonce, the segments, their directory, and a trailer that says
 * how long the directory is and holds its SHA-256. The name of a pack is the SHA-256 of all of its bytes;
 * the nonce sees to it that no name comes twice.
 */
public final class PackFormat {
    /** How long the nonce is, in bytes. */
    public static final int NONCE_LENGTH = 16;
    /** Where the first segment starts in a pack that is not encrypted. */
    public static final int FIRST_SEGMENT = Header.LENGTH + 4 + NONCE_LENGTH;
    /** How long the trailer is, in bytes. */
    public static final int TRAILER_LENGTH = 4 + Sha256.LENGTH + 4;

    /** No directory is longer, in bytes: it is read as a whole. */
    public static final int MAX_DIRECTORY = 4 << 20;

    private static final EnumSet<ObjectType> TYPES = EnumSet.of(ObjectType.DATA_PACK, ObjectType.METADATA_PACK);

    private PackFormat() {}

    /**
     * Where the first segment starts.
     *
     * @param keyBlockLength 0 in a pack that is not encrypted
     * @return counted from the start of the pack
     */
    public static int firstSegment(int keyBlockLength) {
        return FIRST_SEGMENT + keyBlockLength;
    }

    /**
     * Writes what stands before the segments.
     *
     * @param target where to, at its position
     * @param type data or metadata
     * @param keyBlock the wrapped key of an encrypted pack; empty for another
     * @param nonce random
     */
    public static void writeStart(ByteBuffer target, ObjectType type, byte[] keyBlock, byte[] nonce) {
        Header.write(target, type, keyBlock.length > 0);
        target.putInt(keyBlock.length).put(keyBlock).put(nonce);
    }

    /**
     * What stands before the segments.
     *
     * @param type data or metadata
     * @param keyBlock the wrapped key of an encrypted pack; empty for another
     */
    public record Start(ObjectType type, byte[] keyBlock) {}

    /**
     * Reads what stands before the segments.
     *
     * @param name of the pack, for messages
     * @param source the first bytes, up to the first segment
     * @param keyBlockLength that the key block must have; 0 in a repository that is not encrypted
     * @return what they say
     * @throws CorruptObjectException when it is no pack
     * @throws UnsupportedFormatException when a newer version wrote it
     */
    public static Start readStart(String name, ByteBuffer source, int keyBlockLength)
            throws CorruptObjectException, UnsupportedFormatException {
        ObjectType type = Header.read(name, source, TYPES, keyBlockLength > 0);
        if (source.remaining() < 4 + keyBlockLength + NONCE_LENGTH) {
            throw Damage.in(name, "it is too short for a pack");
        }
        int found = source.getInt();
        if (found != keyBlockLength) {
            throw Damage.in(name, "it has a key block of " + found + " bytes, expected " + keyBlockLength);
        }
        byte[] keyBlock = new byte[keyBlockLength];
        source.get(keyBlock);
        source.position(source.position() + NONCE_LENGTH);
        return new Start(type, keyBlock);
    }

    /**
     * How much room what stands after the segments needs.
     *
     * @param segments how many
     * @param blobs how many in all of them
     * @param sealed whether the pack is encrypted
     * @return in bytes
     */
    public static int endLength(int segments, int blobs, boolean sealed) {
        int directory = PackDirectory.encodedLength(segments, blobs);
        return (sealed ? PackSeal.sealedLength(directory) : directory) + TRAILER_LENGTH;
    }

    /**
     * Writes what stands after the segments.
     *
     * @param target holds the pack from 0; where to, at its position
     * @param directory of the pack
     * @param seal of an encrypted pack; null for another
     */
    public static void writeEnd(ByteBuffer target, PackDirectory directory, @Nullable PackSeal seal) {
        int start = target.position();
        if (seal == null) {
            directory.write(target);
        } else {
            int length = directory.encodedLength();
            directory.write(target.position(start + PackSeal.headroom(length)));
            seal.sealDirectory(target, start, length, start);
            target.position(start + PackSeal.sealedLength(length));
        }
        int length = target.position() - start;
        byte[] digest = directoryDigest(target, start, length);
        target.putInt(length).put(digest).putInt(Header.MAGIC);
    }

    /**
     * Reads the trailer.
     *
     * @param name of the pack, for messages
     * @param packLength of the whole pack, in bytes
     * @param trailer its last {@link #TRAILER_LENGTH} bytes
     * @return how long the directory before it is
     * @throws CorruptObjectException when it is no trailer
     */
    public static int readTrailer(String name, long packLength, ByteBuffer trailer) throws CorruptObjectException {
        if (packLength > RepositoryParameters.LARGEST_PACK) {
            throw Damage.in(name, "it has " + packLength + " bytes, more than " + RepositoryParameters.LARGEST_PACK);
        }
        int length = trailer.getInt(trailer.position());
        int magic = trailer.getInt(trailer.position() + TRAILER_LENGTH - 4);
        if (magic != Header.MAGIC || length < 4 || length > packLength - FIRST_SEGMENT - TRAILER_LENGTH) {
            throw Damage.in(name, String.format("it ends with %08x, a directory of %d bytes before it", magic, length));
        }
        if (length > MAX_DIRECTORY) {
            throw Damage.in(name, "its directory has " + length + " bytes, more than " + MAX_DIRECTORY);
        }
        return length;
    }

    /**
     * Reads the directory.
     *
     * @param name of the pack, for messages
     * @param packLength of the whole pack, in bytes
     * @param end its last bytes: directory and trailer; the directory of an encrypted pack is opened where it lies
     * @param keyBlockLength as in {@link #readStart}
     * @param seal of an encrypted pack; null for another
     * @return the directory, verified
     * @throws CorruptObjectException when it is not what was written
     */
    public static PackDirectory readDirectory(
            String name, long packLength, ByteBuffer end, int keyBlockLength, @Nullable PackSeal seal)
            throws CorruptObjectException {
        int length = end.remaining() - TRAILER_LENGTH;
        byte[] expected = new byte[Sha256.LENGTH];
        end.get(end.position() + length + 4, expected);
        if (!Arrays.equals(expected, directoryDigest(end, end.position(), length))) {
            throw Damage.in(name, "the checksum of its directory does not fit");
        }
        ByteBuffer directory = end.slice(end.position(), length);
        long directoryAt = packLength - TRAILER_LENGTH - length;
        if (seal != null) {
            directory = seal.openDirectory(name, directory, (int) directoryAt);
        }
        return PackDirectory.read(name, directory, firstSegment(keyBlockLength), directoryAt, seal != null);
    }

    private static byte[] directoryDigest(ByteBuffer buffer, int start, int length) {
        MessageDigest digest = Sha256.start();
        digest.update(buffer.slice(start, length));
        return digest.digest();
    }
}
