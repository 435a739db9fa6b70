package io.coffer.backup.spi.decorator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which names there were, in 16 bytes for each: a hash of the name, in a table that is half full at most. Nobody can
 * make two names of the same 16 bytes. Not thread-safe.
 */
final class NameSet {
    /** How many names are remembered. */
    static final int MAXIMUM = 1 << 20;

    private final MessageDigest digest;
    private long[] table = new long[64];
    private int size;
    private boolean over;

    NameSet() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java runtime lacks SHA-256, which every one must have", impossible);
        }
    }

    /** Adds a name; false when it was there. When there are too many it is not remembered, and this gives true. */
    boolean add(String name) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
        // All zeros would be an empty place.
        long high = hash.getLong() | 1;
        long low = hash.getLong();
        if (find(high, low) < 0) {
            return false;
        }
        if (size == MAXIMUM) {
            over = true;
            return true;
        }
        if (4 * (size + 1) > table.length) {
            grow();
        }
        set(find(high, low), high, low);
        size++;
        return true;
    }

    /** Tells whether there were more names than are remembered. */
    boolean isOver() {
        return over;
    }

    /** The place where it belongs, or -1 when it is there. */
    private int find(long high, long low) {
        int places = table.length / 2;
        int at = (int) (high >>> 32) & (places - 1);
        while (table[2 * at] != 0) {
            if (table[2 * at] == high && table[2 * at + 1] == low) {
                return -1;
            }
            at = (at + 1) & (places - 1);
        }
        return at;
    }

    private void set(int at, long high, long low) {
        table[2 * at] = high;
        table[2 * at + 1] = low;
    }

    private void grow() {
        long[] before = table;
        table = new long[2 * before.length];
        for (int i = 0; i < before.length; i += 2) {
            if (before[i] != 0) {
                set(find(before[i], before[i + 1]), before[i], before[i + 1]);
            }
        }
    }
}
