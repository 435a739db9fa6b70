package io.coffer.backup.model;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Identifies a content by the hash of its bytes: SHA-256 in a plain repository, a keyed hash in an
 * encrypted one. Immutable; ordered as its 32 bytes are, unsigned.
 */
public final class ContentId implements Comparable<ContentId> {
    /** How many bytes an id has. */
    public static final int LENGTH = 32;

    private static final HexFormat HEX = HexFormat.of();

    private final long a;
    private final long b;
    private final long c;
    private final long d;

    private ContentId(long a, long b, long c, long d) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.d = d;
    }

    /**
     * Takes an id from its bytes.
     *
     * @param bytes exactly {@link #LENGTH} of them; copied
     * @return the id
     */
    public static ContentId of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a content id has " + LENGTH + " bytes, not " + bytes.length);
        }
        return of(bytes, 0);
    }

    /**
     * Takes an id from a part of an array.
     *
     * @param bytes where it lies
     * @param offset of the first of {@link #LENGTH} bytes
     * @return the id
     */
    public static ContentId of(byte[] bytes, int offset) {
        return new ContentId(
                number(bytes, offset),
                number(bytes, offset + 8),
                number(bytes, offset + 16),
                number(bytes, offset + 24));
    }

    private static long number(byte[] bytes, int offset) {
        long number = 0;
        for (int i = offset; i < offset + 8; i++) {
            number = number << 8 | (bytes[i] & 0xff);
        }
        return number;
    }

    /**
     * Takes an id from a buffer, whose position stays as it is.
     *
     * @param buffer big-endian
     * @param index of the first of {@link #LENGTH} bytes
     * @return the id
     */
    public static ContentId of(ByteBuffer buffer, int index) {
        return new ContentId(
                buffer.getLong(index),
                buffer.getLong(index + 8),
                buffer.getLong(index + 16),
                buffer.getLong(index + 24));
    }

    /**
     * Takes an id from its text.
     *
     * @param text 64 hexadecimal digits
     * @return the id
     * @throws IllegalArgumentException when it is anything else
     */
    public static ContentId parse(CharSequence text) {
        if (text.length() != 2 * LENGTH) {
            throw new IllegalArgumentException(
                    "a content id is written as " + 2 * LENGTH + " hexadecimal digits, found: \"" + text + "\"");
        }
        return of(HEX.parseHex(text));
    }

    /**
     * Gives the bytes.
     *
     * @return a new array of {@link #LENGTH} bytes
     */
    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        writeTo(bytes, 0);
        return bytes;
    }

    /**
     * Writes the bytes into an array.
     *
     * @param bytes where they go
     * @param offset where the first byte goes
     */
    public void writeTo(byte[] bytes, int offset) {
        write(a, bytes, offset);
        write(b, bytes, offset + 8);
        write(c, bytes, offset + 16);
        write(d, bytes, offset + 24);
    }

    private static void write(long number, byte[] bytes, int offset) {
        for (int i = 0; i < 8; i++) {
            bytes[offset + i] = (byte) (number >> (56 - 8 * i));
        }
    }

    /**
     * Writes the bytes into a buffer, whose position stays as it is.
     *
     * @param buffer big-endian
     * @param index where the first byte goes
     */
    public void writeTo(ByteBuffer buffer, int index) {
        buffer.putLong(index, a);
        buffer.putLong(index + 8, b);
        buffer.putLong(index + 16, c);
        buffer.putLong(index + 24, d);
    }

    /**
     * Tells whether a buffer has this id at a place, without making an object.
     *
     * @param buffer big-endian
     * @param index of the first of {@link #LENGTH} bytes
     * @return whether they are those of this id
     */
    public boolean isAt(ByteBuffer buffer, int index) {
        return buffer.getLong(index) == a
                && buffer.getLong(index + 8) == b
                && buffer.getLong(index + 16) == c
                && buffer.getLong(index + 24) == d;
    }

    /**
     * Gives the first eight bytes, which are as good as random: for filters, samples and search.
     *
     * @return big-endian
     */
    public long prefix() {
        return a;
    }

    @Override
    public int compareTo(ContentId other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) {
            order = Long.compareUnsigned(b, other.b);
        }
        if (order == 0) {
            order = Long.compareUnsigned(c, other.c);
        }
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentId id && a == id.a && b == id.b && c == id.c && d == id.d;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    /** Gives 64 hexadecimal digits, which {@link #parse} reads. */
    @Override
    public String toString() {
        return HEX.formatHex(toBytes());
    }
}
