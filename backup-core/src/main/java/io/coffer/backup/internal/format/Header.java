package io.coffer.backup.internal.format;

import io.coffer.backup.AuthenticationFailedException;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.util.EnumSet;

/**
 * The eight bytes that every object starts with: magic, type, version, flags and a byte that is zero.
 */
public final class Header {
    /** How long a header is, in bytes. */
    public static final int LENGTH = 8;
    /** The only version there is. */
    public static final int VERSION = 1;

    static final int MAGIC = 0x434f4652; // "COFR"

    private static final int SEALED = 1;

    private Header() {}

    /**
     * Writes the header of an object.
     *
     * @param target where to, at its position
     * @param type of the object
     * @param sealed whether the object is encrypted
     */
    public static void write(ByteBuffer target, ObjectType type, boolean sealed) {
        target.putInt(MAGIC)
                .put(type.code())
                .put((byte) VERSION)
                .put((byte) (sealed ? SEALED : 0))
                .put((byte) 0);
    }

    /**
     * Reads and checks a header.
     *
     * @param name of the object, for messages
     * @param source at its position; moved past the header
     * @param expected the types that the object may have
     * @param sealed whether the object must be encrypted
     * @return which of them it has
     * @throws CorruptObjectException when it is no header, or of another type
     * @throws UnsupportedFormatException when a newer version wrote the object
     */
    public static ObjectType read(String name, ByteBuffer source, EnumSet<ObjectType> expected, boolean sealed)
            throws CorruptObjectException, UnsupportedFormatException {
        requireMagic(name, source);
        source.position(source.position() + 4);
        byte code = source.get();
        int version = source.get() & 0xff;
        int flags = source.get() & 0xff;
        int reserved = source.get() & 0xff;
        ObjectType type = expected.stream()
                .filter(candidate -> candidate.code() == code)
                .findFirst()
                .orElse(null);
        if (type == null) {
            throw Damage.in(name, "its type is " + (code & 0xff) + ", expected " + expected);
        }
        if (version > VERSION) {
            throw Damage.unknown(name, "has format version " + version + ", this library reads up to " + VERSION);
        }
        if (version < 1 || reserved != 0) {
            throw Damage.in(name, "its header is impossible: version " + version + ", reserved byte " + reserved);
        }
        if (sealed && flags == 0) {
            String found = "is not encrypted, and the repository is: somebody put it there who has no key";
            throw new AuthenticationFailedException(
                    name + " " + found + "; remove it, and run a check to see what is affected",
                    "it " + found,
                    name,
                    null);
        }
        if (flags != (sealed ? SEALED : 0)) {
            throw Damage.unknown(
                    name, "asks for features " + Integer.toBinaryString(flags) + " that this library does not have");
        }
        return type;
    }

    /** Refuses what does not even look like an object; the position of the source stays as it is. */
    static void requireMagic(String name, ByteBuffer source) throws CorruptObjectException {
        if (source.remaining() < LENGTH) {
            throw Damage.in(name, "it has " + source.remaining() + " bytes, too few for a header");
        }
        int magic = source.getInt(source.position());
        if (magic != MAGIC) {
            throw Damage.in(name, String.format("it starts with %08x instead of %08x", magic, MAGIC));
        }
    }
}
