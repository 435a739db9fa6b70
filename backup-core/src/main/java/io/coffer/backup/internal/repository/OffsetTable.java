package io.coffer.backup.internal.repository;

import io.coffer.backup.model.ContentId;

/**
 * Where pieces lie in a file, by the first eight bytes of their ids: a hash table in two arrays, 32 bytes or less for
 * each piece. Two ids that begin alike are as unlikely as can be, and a piece is verified anyway. Not thread-safe.
 */
final class OffsetTable {
    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] prefixes = new long[FIRST_CAPACITY];
    /** One more than the offset; 0 for a free place. */
    private long[] places = new long[FIRST_CAPACITY];

    private int size;

    int size() {
        return size;
    }

    /** Remembers a place; false when the id has one already. */
    boolean put(ContentId id, long offset) {
        if (2 * size >= places.length) {
            grow();
        }
        boolean isNew = insert(id.prefix(), offset + 1);
        size += isNew ? 1 : 0;
        return isNew;
    }

    /** Finds a place; negative when there is none. */
    long find(ContentId id) {
        return places[slot(id.prefix())] - 1;
    }

    private int slot(long prefix) {
        int mask = places.length - 1;
        int at = (int) prefix & mask;
        while (places[at] != 0 && prefixes[at] != prefix) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private boolean insert(long prefix, long place) {
        int at = slot(prefix);
        if (places[at] != 0) {
            return false;
        }
        prefixes[at] = prefix;
        places[at] = place;
        return true;
    }

    private void grow() {
        long[] oldPrefixes = prefixes;
        long[] oldPlaces = places;
        prefixes = new long[2 * oldPlaces.length];
        places = new long[2 * oldPlaces.length];
        for (int i = 0; i < oldPlaces.length; i++) {
            if (oldPlaces[i] != 0) {
                insert(oldPrefixes[i], oldPlaces[i]);
            }
        }
    }
}
