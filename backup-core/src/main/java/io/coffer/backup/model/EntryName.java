package io.coffer.backup.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of an entry within its directory: bytes, as file systems of Unix have them. They are UTF-8
 * wherever that was the intention, and kept unchanged where they are not. Immutable; ordered as its bytes
 * are, unsigned.
 */
public final class EntryName implements Comparable<EntryName> {
    /** The most bytes that a name may have; the limits of file systems are lower. */
    public static final int MAX_LENGTH = 4096;

    private final byte[] bytes;

    private EntryName(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a name from its bytes.
     *
     * @param bytes copied
     * @return the name
     * @throws IllegalArgumentException when it cannot be the name of an entry: empty, {@code .} or
     *     {@code ..}, longer than {@link #MAX_LENGTH}, or with a slash or a zero byte in it
     */
    public static EntryName of(byte[] bytes) {
        return checked(copy(bytes));
    }

    private static EntryName checked(byte[] own) {
        String fault = fault(own);
        if (fault != null) {
            throw new IllegalArgumentException("not a name of an entry, " + fault + ": " + decode(own));
        }
        return new EntryName(own);
    }

    /** As {@code clone} does, which is slow until it is compiled by the optimizing compiler. */
    private static byte[] copy(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length);
    }

    /**
     * Takes a name from text.
     *
     * @param text encoded as UTF-8
     * @return the name
     * @throws IllegalArgumentException as for {@link #of(byte[])}
     */
    public static EntryName of(String text) {
        return checked(text.getBytes(StandardCharsets.UTF_8));
    }

    private static @org.jspecify.annotations.Nullable String fault(byte[] bytes) {
        if (bytes.length == 0) {
            return "it is empty";
        }
        if (bytes.length > MAX_LENGTH) {
            return "it has " + bytes.length + " bytes, more than " + MAX_LENGTH;
        }
        if (bytes[0] == '.' && (bytes.length == 1 || (bytes.length == 2 && bytes[1] == '.'))) {
            return "it has a meaning of its own";
        }
        for (byte b : bytes) {
            if (b == 0 || b == '/') {
                return "it has a " + (b == 0 ? "zero byte" : "slash") + " in it";
            }
        }
        return null;
    }

    /**
     * Gives the bytes.
     *
     * @return a copy
     */
    public byte[] toBytes() {
        return copy(bytes);
    }

    /**
     * Tells how long the name is.
     *
     * @return in bytes
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Tells whether the bytes are valid UTF-8, so that {@link #toString()} says all there is.
     *
     * @return whether the text stands for exactly these bytes
     */
    public boolean isText() {
        for (byte b : bytes) {
            if (b < 0) {
                return isUtf8();
            }
        }
        return true;
    }

    private boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notText) {
            return false;
        }
    }

    @Override
    public int compareTo(EntryName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Gives the text; bytes that are not UTF-8 appear as U+FFFD. */
    @Override
    public String toString() {
        return decode(bytes);
    }

    private static String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
