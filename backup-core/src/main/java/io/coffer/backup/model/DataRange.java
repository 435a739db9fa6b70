package io.coffer.backup.model;

/**
 * A part of a file that holds data; what lies between such parts is a hole.
 *
 * @param offset of the first byte
 * @param length in bytes, 1 or more
 */
public record DataRange(long offset, long length) {
    /** Checks the values. */
    public DataRange {
        if (offset < 0 || length < 1 || offset + length < 0) {
            throw new IllegalArgumentException("not a range of a file: " + length + " bytes from " + offset);
        }
    }

    /**
     * Where the range ends.
     *
     * @return the offset of the first byte after it
     */
    public long end() {
        return offset + length;
    }
}
