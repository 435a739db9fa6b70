package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * All packs that an index names, each with a number and what a prune has to know of it, in a few dozen bytes for each
 * pack. A pack that several index objects name, as after a merge that was broken off, has one number. Not thread-safe.
 */
final class PackTable {
    /** A pack that the storage did not list. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private final List<Index.Run> runs;
    /** For each table, the number of each of its packs. */
    private final int[][] numbers;
    /** Where a pack stands: the table, and its place there. */
    private final int[] tableOf;

    private final int[] placeOf;
    private final long[] lengths;
    private final long[] plain;
    private final long[] live;
    private final long[] modified;
    private final BitSet homes = new BitSet();
    private final BitSet data = new BitSet();
    /** Numbers of packs plus 1, hashed by id; 0 for none. */
    private final int[] slots;

    private int size;

    PackTable(List<Index.Run> runs) throws CorruptObjectException {
        this.runs = runs;
        int most = 0;
        for (Index.Run run : runs) {
            most += run.table().packCount();
        }
        numbers = new int[runs.size()][];
        tableOf = new int[most];
        placeOf = new int[most];
        lengths = new long[most];
        plain = new long[most];
        live = new long[most];
        modified = new long[most];
        Arrays.fill(modified, UNKNOWN);
        slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, most)) * 4)];
        for (int table = 0; table < runs.size(); table++) {
            numbers[table] = new int[runs.get(table).table().packCount()];
            for (int place = 0; place < numbers[table].length; place++) {
                numbers[table][place] = add(table, place);
            }
        }
    }

    private int add(int table, int place) throws CorruptObjectException {
        Index.Run run = runs.get(table);
        IndexTable.Pack pack = run.table().pack(place);
        int slot = slot(pack.id());
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        int number = size++;
        slots[slot] = number + 1;
        tableOf[number] = table;
        placeOf[number] = place;
        lengths[number] = pack.length();
        homes.set(number, run.isHome(place));
        data.set(number, pack.type() == ObjectType.DATA_PACK);
        for (int segment = pack.firstSegment(); segment < pack.endSegment(); segment++) {
            plain[number] += run.table().segment(segment).plainLength();
        }
        return number;
    }

    /** Where a pack is, or would be. */
    private int slot(PackId id) throws CorruptObjectException {
        int mask = slots.length - 1;
        int slot = (int) (id.digest().prefix() >>> 16) & mask;
        while (slots[slot] != 0 && !id(slots[slot] - 1).equals(id)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** A time in microseconds since 1970, so that many need little memory. */
    static long time(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** How many packs there are; they are numbered from 0. */
    int size() {
        return size;
    }

    /** The number of a pack; -1 when the index does not name it. */
    int find(PackId id) throws CorruptObjectException {
        return slots[slot(id)] - 1;
    }

    /** The number of the pack that a table names at a place. */
    int number(int table, int place) {
        return numbers[table][place];
    }

    PackId id(int number) throws CorruptObjectException {
        return runs.get(tableOf[number]).table().pack(placeOf[number]).id();
    }

    boolean isHome(int number) {
        return homes.get(number);
    }

    boolean isData(int number) {
        return data.get(number);
    }

    /** Length of the whole pack, in bytes. */
    long length(int number) {
        return lengths[number];
    }

    /** What is in the pack, in bytes before compression. */
    long plain(int number) {
        return plain[number];
    }

    /** What is in the pack and counts, in bytes before compression. */
    long live(int number) {
        return live[number];
    }

    void addLive(int number, long bytes) {
        live[number] += bytes;
    }

    /** When the pack was stored, as {@link #time} has it; {@link #UNKNOWN} when the storage did not list it. */
    long modified(int number) {
        return modified[number];
    }

    void setModified(int number, long time) {
        modified[number] = time;
    }

    /** The share of the pack that counts, from 0 to 1. */
    double liveShare(int number) {
        return plain[number] == 0 ? 0 : Math.min(1, (double) live[number] / plain[number]);
    }

    /** An estimate of what of the pack does not count, in bytes as stored. */
    long waste(int number) {
        return lengths[number] - (long) (lengths[number] * liveShare(number));
    }
}
