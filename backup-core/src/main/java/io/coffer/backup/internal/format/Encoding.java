package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;

/** How the bytes of a segment are stored. */
public enum Encoding {
    /** As they are, because compressing them does not help. */
    STORED(0),
    /** As one Zstandard frame (RFC 8878). */
    ZSTANDARD(1);

    private final int code;

    Encoding(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Encoding of(String subject, int code) throws CorruptObjectException {
        for (Encoding encoding : values()) {
            if (encoding.code == code) {
                return encoding;
            }
        }
        throw Damage.in(subject, "it has a segment of unknown encoding " + code);
    }
}
