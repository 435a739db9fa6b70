package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * What every object but a pack is wrapped in: a header, the payload, and the SHA-256 of both. So whatever
 * is read is verified before it is believed, also where the name of an object says nothing of its bytes.
 */
public final class Envelope {
    /** How much longer an object is than its payload, in bytes. */
    public static final int OVERHEAD = Header.LENGTH + Sha256.LENGTH;

    private Envelope() {}

    /**
     * Wraps a payload.
     *
     * @param type of the object
     * @param payload its content
     * @return the bytes of the object
     */
    public static byte[] wrap(ObjectType type, byte[] payload) {
        return wrap(type, false, payload);
    }

    static byte[] wrap(ObjectType type, boolean sealed, byte[] payload) {
        ByteBuffer object = ByteBuffer.allocate(payload.length + OVERHEAD);
        Header.write(object, type, sealed);
        object.put(payload);
        MessageDigest digest = Sha256.start();
        digest.update(object.array(), 0, object.position());
        object.put(digest.digest());
        return object.array();
    }

    /**
     * Unwraps a payload.
     *
     * @param name of the object, for messages
     * @param type that it must have
     * @param object its bytes, from 0 to the limit
     * @return the payload, a view
     * @throws CorruptObjectException when it is not what was wrapped
     * @throws UnsupportedFormatException when a newer version wrote it
     */
    public static ByteBuffer unwrap(String name, ObjectType type, ByteBuffer object)
            throws CorruptObjectException, UnsupportedFormatException {
        return unwrap(name, type, false, object);
    }

    static ByteBuffer unwrap(String name, ObjectType type, boolean sealed, ByteBuffer object)
            throws CorruptObjectException, UnsupportedFormatException {
        Header.requireMagic(name, object.duplicate().position(0));
        if (object.limit() < OVERHEAD) {
            throw Damage.in(name, "it has " + object.limit() + " bytes, fewer than " + OVERHEAD);
        }
        // The version too is believed only after this: or a damaged object would be taken for a newer one.
        int end = object.limit() - Sha256.LENGTH;
        MessageDigest digest = Sha256.start();
        digest.update(object.slice(0, end));
        byte[] expected = new byte[Sha256.LENGTH];
        object.get(end, expected);
        if (!Arrays.equals(digest.digest(), expected)) {
            throw Damage.in(name, "its checksum does not fit its content (" + object.limit() + " bytes)");
        }
        return unwrapTrusted(name, type, sealed, object);
    }

    /**
     * Unwraps a payload whose checksum was verified before.
     *
     * @param name of the object, for messages
     * @param type that it must have
     * @param object its bytes, from 0 to the limit
     * @return the payload, a view
     * @throws CorruptObjectException when it is no such object
     * @throws UnsupportedFormatException when a newer version wrote it
     */
    public static ByteBuffer unwrapTrusted(String name, ObjectType type, ByteBuffer object)
            throws CorruptObjectException, UnsupportedFormatException {
        return unwrapTrusted(name, type, false, object);
    }

    private static ByteBuffer unwrapTrusted(String name, ObjectType type, boolean sealed, ByteBuffer object)
            throws CorruptObjectException, UnsupportedFormatException {
        Header.read(name, object.duplicate().position(0), EnumSet.of(type), sealed);
        int length = object.limit() - OVERHEAD;
        if (length < 0) {
            throw Damage.in(name, "it has " + object.limit() + " bytes, fewer than " + OVERHEAD);
        }
        return object.slice(Header.LENGTH, length);
    }
}
