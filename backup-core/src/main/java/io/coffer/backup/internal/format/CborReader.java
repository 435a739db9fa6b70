package io.coffer.backup.internal.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads CBOR items (RFC 8949) from a stream, each with a limit that the caller states, so that a hostile
 * length costs nothing. What is not in the form that {@link CborWriter} writes is refused. Not thread-safe.
 */
final class CborReader {
    private final InputStream input;
    /** Most trees are not longer. */
    private final byte[] buffer = new byte[2048];

    private int next;
    private int end;

    CborReader(InputStream input) {
        this.input = input;
    }

    /** Tells whether the stream is at its end, which is allowed only between items. */
    boolean atEnd() throws IOException {
        return next == end && !fill();
    }

    int map(int limit) throws IOException {
        return (int) head(Cbor.MAP, limit);
    }

    int array(int limit) throws IOException {
        return (int) head(Cbor.ARRAY, limit);
    }

    long unsigned() throws IOException {
        return head(Cbor.UNSIGNED, Long.MAX_VALUE);
    }

    long integer() throws IOException {
        int initial = one();
        int major = initial >> 5;
        if (major != Cbor.UNSIGNED && major != Cbor.NEGATIVE) {
            throw unexpected(major, "an integer");
        }
        long value = argument(initial & 31);
        if (value < 0) {
            throw new MalformedException("an integer is too large");
        }
        return major == Cbor.UNSIGNED ? value : -1 - value;
    }

    void isTrue() throws IOException {
        if (one() != (Cbor.SIMPLE << 5 | Cbor.TRUE)) {
            throw new MalformedException("found something else where only true can stand");
        }
    }

    String text(int limit) throws IOException {
        byte[] bytes = raw((int) head(Cbor.TEXT, limit));
        if (isAscii(bytes)) {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new MalformedException("a text is not UTF-8");
        }
        return text;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes(int limit) throws IOException {
        return raw((int) head(Cbor.BYTES, limit));
    }

    private long head(int expected, long limit) throws IOException {
        int initial = one();
        int major = initial >> 5;
        if (major != expected) {
            throw unexpected(major, "major type " + expected);
        }
        long value = argument(initial & 31);
        if (value < 0 || value > limit) {
            throw new MalformedException(
                    "a length or value is " + Long.toUnsignedString(value) + ", more than " + limit);
        }
        return value;
    }

    private long argument(int info) throws IOException {
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw new MalformedException("found an item of indefinite length");
        }
        int size = 1 << (info - 24);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | one();
        }
        if (Long.compareUnsigned(value, info == 24 ? 24 : 1L << (4 * size)) < 0) {
            throw new MalformedException("a number is written longer than it has to be");
        }
        return value;
    }

    private byte[] raw(int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            if (next == end && !fill()) {
                throw new EOFException("the stream ends within an item");
            }
            int part = Math.min(count - done, end - next);
            System.arraycopy(buffer, next, bytes, done, part);
            next += part;
            done += part;
        }
        return bytes;
    }

    private int one() throws IOException {
        if (next == end && !fill()) {
            throw new EOFException("the stream ends within an item");
        }
        return buffer[next++] & 0xff;
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, input.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private static MalformedException unexpected(int major, String expected) {
        return new MalformedException("found major type " + major + ", expected " + expected);
    }

    /** What was read is not CBOR as it is written here. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }
}
