package io.coffer.backup.internal.files;

import io.coffer.backup.model.EntryName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names of entries, sorted, in little more memory than their bytes: they lie one after the other in
 * blocks, each as its length in two bytes and its bytes. Not thread-safe.
 */
public final class NameList {
    private static final int BLOCK_BITS = 16;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int FIRST_BLOCK = 512;

    private final List<byte[]> blocks = new ArrayList<>();
    private int[] positions = new int[16];
    private int size;
    private int used = BLOCK;

    /**
     * Adds a name.
     *
     * @param name any
     */
    public void add(EntryName name) {
        byte[] bytes = name.toBytes();
        int length = bytes.length + 2;
        if (used + length > BLOCK) {
            blocks.add(new byte[blocks.isEmpty() ? FIRST_BLOCK : BLOCK]);
            used = 0;
        }
        byte[] block = roomFor(used + length);
        block[used] = (byte) (bytes.length >> 8);
        block[used + 1] = (byte) bytes.length;
        System.arraycopy(bytes, 0, block, used + 2, bytes.length);
        if (size == positions.length) {
            positions = Arrays.copyOf(positions, size * 2);
        }
        positions[size++] = ((blocks.size() - 1) << BLOCK_BITS) | used;
        used += length;
    }

    /** Lets the first block grow: most directories are small. */
    private byte[] roomFor(int end) {
        int last = blocks.size() - 1;
        byte[] block = blocks.get(last);
        if (end > block.length) {
            block = Arrays.copyOf(block, Math.min(BLOCK, Math.max(end, block.length * 4)));
            blocks.set(last, block);
        }
        return block;
    }

    /**
     * Counts the names.
     *
     * @return how many there are
     */
    public int size() {
        return size;
    }

    /**
     * Gives a name.
     *
     * @param index from 0, in the order of adding or of sorting
     * @return the name
     */
    public EntryName get(int index) {
        int position = positions[index];
        byte[] block = blocks.get(position >>> BLOCK_BITS);
        int start = position & (BLOCK - 1);
        return EntryName.of(Arrays.copyOfRange(block, start + 2, start + 2 + length(block, start)));
    }

    private static int length(byte[] block, int start) {
        return ((block[start] & 0xff) << 8) | (block[start + 1] & 0xff);
    }

    /** Sorts the names. */
    public void sort() {
        // A merge sort on the positions: the JDK sorts with a comparator only what is boxed.
        mergeSort(positions, new int[size], 0, size);
    }

    private void mergeSort(int[] array, int[] spare, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(array, spare, from, middle);
        mergeSort(array, spare, middle, to);
        if (compare(array[middle - 1], array[middle]) <= 0) {
            return;
        }
        System.arraycopy(array, from, spare, from, middle - from);
        int left = from;
        int right = middle;
        int target = from;
        while (left < middle) {
            boolean takeLeft = right == to || compare(spare[left], array[right]) <= 0;
            array[target++] = takeLeft ? spare[left++] : array[right++];
        }
    }

    private int compare(int a, int b) {
        byte[] blockA = blocks.get(a >>> BLOCK_BITS);
        byte[] blockB = blocks.get(b >>> BLOCK_BITS);
        int startA = a & (BLOCK - 1);
        int startB = b & (BLOCK - 1);
        return Arrays.compareUnsigned(
                blockA,
                startA + 2,
                startA + 2 + length(blockA, startA),
                blockB,
                startB + 2,
                startB + 2 + length(blockB, startB));
    }
}
