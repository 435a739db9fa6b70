package io.coffer.backup.internal.format;

import io.coffer.backup.model.ContentId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes CBOR in the core deterministic encoding of RFC 8949, section 4.2.1: shortest heads, definite
 * lengths; keys of maps are written in ascending order by whoever calls. Not thread-safe.
 */
final class CborWriter {
    private byte[] bytes = new byte[512];
    private int length;

    void reset() {
        length = 0;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void map(int entries) {
        head(Cbor.MAP, entries);
    }

    void array(int items) {
        head(Cbor.ARRAY, items);
    }

    void integer(long value) {
        if (value >= 0) {
            head(Cbor.UNSIGNED, value);
        } else {
            head(Cbor.NEGATIVE, -1 - value);
        }
    }

    void isTrue() {
        head(Cbor.SIMPLE, Cbor.TRUE);
    }

    void text(String value) {
        text(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a text that is encoded already. */
    void text(byte[] encoded) {
        head(Cbor.TEXT, encoded.length);
        raw(encoded);
    }

    void bytes(byte[] value) {
        head(Cbor.BYTES, value.length);
        raw(value);
    }

    /** Starts a byte string, whose bytes follow through {@link #raw}. */
    void bytesHead(int count) {
        head(Cbor.BYTES, count);
    }

    void raw(byte[] value) {
        require(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    void raw(ContentId id) {
        require(ContentId.LENGTH);
        id.writeTo(bytes, length);
        length += ContentId.LENGTH;
    }

    private void head(int major, long value) {
        require(9);
        int type = major << 5;
        if (value < 24) {
            bytes[length++] = (byte) (type | value);
        } else if (value < 1L << 8) {
            argument(type | 24, value, 1);
        } else if (value < 1L << 16) {
            argument(type | 25, value, 2);
        } else if (value < 1L << 32) {
            argument(type | 26, value, 4);
        } else {
            argument(type | 27, value, 8);
        }
    }

    private void argument(int initial, long value, int size) {
        bytes[length++] = (byte) initial;
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >> shift);
        }
    }

    private void require(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
