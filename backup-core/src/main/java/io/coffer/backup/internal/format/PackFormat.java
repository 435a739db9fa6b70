package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * The frame of a pack: a header, a random nonce, the segments, their directory, and a trailer that says
 * how long the directory is and holds its SHA-256. The name of a pack is the SHA-256 of all of its bytes;
 * the nonce sees to it that no name comes twice.
 */
public final class PackFormat {
    /** How long the nonce is, in bytes. */
    public static final int NONCE_LENGTH = 16;
    /** Where the first segment starts. */
    public static final int FIRST_SEGMENT = Header.LENGTH + 4 + NONCE_LENGTH;
    /** How long the trailer is, in bytes. */
    public static final int TRAILER_LENGTH = 4 + Sha256.LENGTH + 4;

    private static final EnumSet<ObjectType> TYPES = EnumSet.of(ObjectType.DATA_PACK, ObjectType.METADATA_PACK);

    private PackFormat() {}

    /**
     * Writes what stands before the segments.
     *
     * @param target where to, at its position
     * @param type data or metadata
     * @param nonce random
     */
    public static void writeStart(ByteBuffer target, ObjectType type, byte[] nonce) {
        Header.write(target, type);
        target.putInt(0); // length of the key block, which only encrypted packs have
        target.put(nonce);
    }

    /**
     * Reads what stands before the segments.
     *
     * @param name of the pack, for messages
     * @param source the first {@link #FIRST_SEGMENT} bytes
     * @return data or metadata
     * @throws CorruptObjectException when it is no pack
     * @throws UnsupportedFormatException when a newer version wrote it
     */
    public static ObjectType readStart(String name, ByteBuffer source)
            throws CorruptObjectException, UnsupportedFormatException {
        ObjectType type = Header.read(name, source, TYPES);
        if (source.remaining() < 4 + NONCE_LENGTH) {
            throw Damage.in(name, "it is too short for a pack");
        }
        int keyBlock = source.getInt();
        if (keyBlock != 0) {
            throw Damage.in(name, "a plain pack has a key block of " + keyBlock + " bytes");
        }
        source.position(source.position() + NONCE_LENGTH);
        return type;
    }

    /**
     * Writes what stands after the segments.
     *
     * @param target where to, at its position
     * @param directory of the pack
     */
    public static void writeEnd(ByteBuffer target, PackDirectory directory) {
        int start = target.position();
        directory.write(target);
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
        return length;
    }

    /**
     * Reads the directory.
     *
     * @param name of the pack, for messages
     * @param packLength of the whole pack, in bytes
     * @param end its last bytes: directory and trailer
     * @return the directory, verified
     * @throws CorruptObjectException when it is not what was written
     */
    public static PackDirectory readDirectory(String name, long packLength, ByteBuffer end)
            throws CorruptObjectException {
        int length = end.remaining() - TRAILER_LENGTH;
        byte[] expected = new byte[Sha256.LENGTH];
        end.get(end.position() + length + 4, expected);
        if (!Arrays.equals(expected, directoryDigest(end, end.position(), length))) {
            throw Damage.in(name, "the checksum of its directory does not fit");
        }
        ByteBuffer directory = end.slice(end.position(), length);
        return PackDirectory.read(name, directory, FIRST_SEGMENT, packLength - TRAILER_LENGTH - length);
    }

    private static byte[] directoryDigest(ByteBuffer buffer, int start, int length) {
        MessageDigest digest = Sha256.start();
        digest.update(buffer.slice(start, length));
        return digest.digest();
    }
}
