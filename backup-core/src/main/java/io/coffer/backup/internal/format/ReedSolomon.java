package io.coffer.backup.internal.format;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * An erasure code: of some shards of data and some of parity, any that are as many as those of data give back the
 * others. Shards are as long as each other; bytes at the same place in them belong together, and are elements of
 * GF(2^8).
 *
 * <p>Parity shard <i>p</i> is the sum of all data shards <i>d</i>, each multiplied with the element 1 / (x + y), where
 * x = (number of data shards) + <i>p</i> and y = <i>d</i>. These factors are a Cauchy matrix, of which every square part
 * can be inverted, so no choice of lost shards is worse than another: J. Blömer, M. Kalfane, R. Karp, M. Karpinski, M.
 * Luby, D. Zuckerman, "An XOR-Based Erasure-Resilient Coding Scheme", ICSI TR-95-048, 1995. The arithmetic is that of J.
 * S. Plank, "A Tutorial on Reed-Solomon Coding for Fault-Tolerance in RAID-like Systems", Software: Practice and
 * Experience 27(9), 1997. The Vandermonde matrix of that paper does not have this property as it stands (J. S. Plank, Y.
 * Ding, "Note: Correction to the 1997 Tutorial on Reed-Solomon Coding", 2003), and is not used here. Immutable.
 */
final class ReedSolomon {
    /** How many shards there can be of both kinds, one for each element of the field. */
    static final int MAX_SHARDS = 256;

    /** x^8 + x^4 + x^3 + x^2 + 1, of which x generates all elements but 0. */
    private static final int POLYNOMIAL = 0x11d;

    private static final int ORDER = 255;
    private static final int[] LOG = new int[MAX_SHARDS];
    private static final int[] EXP = new int[ORDER];
    /** All products: one row for each factor. */
    private static final byte[][] PRODUCTS = new byte[MAX_SHARDS][MAX_SHARDS];

    static {
        for (int power = 0, element = 1; power < ORDER; power++) {
            EXP[power] = element;
            LOG[element] = power;
            element <<= 1;
            if (element >= MAX_SHARDS) {
                element ^= POLYNOMIAL;
            }
        }
        for (int a = 1; a < MAX_SHARDS; a++) {
            for (int b = 1; b < MAX_SHARDS; b++) {
                PRODUCTS[a][b] = (byte) EXP[(LOG[a] + LOG[b]) % ORDER];
            }
        }
    }

    private final int dataShards;

    ReedSolomon(int dataShards, int parityShards) {
        if (dataShards < 1 || parityShards < 1 || dataShards + parityShards > MAX_SHARDS) {
            throw new IllegalArgumentException("from 2 to " + MAX_SHARDS + " shards, at least one of each kind, were "
                    + dataShards + " and " + parityShards);
        }
        this.dataShards = dataShards;
    }

    private static int inverse(int element) {
        return EXP[(ORDER - LOG[element]) % ORDER];
    }

    private static int product(int a, int b) {
        return PRODUCTS[a][b] & 0xff;
    }

    private int factor(int parityShard, int dataShard) {
        return inverse((dataShards + parityShard) ^ dataShard);
    }

    private static void addProduct(int factor, byte[] source, int from, byte[] target, int to, int length) {
        byte[] row = PRODUCTS[factor];
        for (int i = 0; i < length; i++) {
            target[to + i] ^= row[source[from + i] & 0xff];
        }
    }

    /**
     * Adds a part of a data shard to a parity shard. Done with all data shards it makes a parity shard of zeros; done
     * again it takes a data shard out.
     */
    void add(int dataShard, byte[] source, int from, int parityShard, byte[] target, int to, int length) {
        addProduct(factor(parityShard, dataShard), source, from, target, to, length);
    }

    /**
     * Finds data shards.
     *
     * @param lost numbers of the data shards that are wanted
     * @param from as many parity shards, by number
     * @param sums what is left of these when all other data shards are taken out
     * @return the data shards, in the order of their numbers
     */
    byte[][] recover(BitSet lost, List<Integer> from, List<byte[]> sums) {
        int[] wanted = lost.stream().toArray();
        int[][] inverse = invert(wanted, from);
        byte[][] found = new byte[wanted.length][];
        for (int i = 0; i < wanted.length; i++) {
            found[i] = new byte[sums.get(0).length];
            for (int j = 0; j < wanted.length; j++) {
                addProduct(inverse[i][j], sums.get(j), 0, found[i], 0, found[i].length);
            }
        }
        return found;
    }

    /** Gauss and Jordan: what makes the factors of the lost shards the identity makes the identity their inverse. */
    private int[][] invert(int[] wanted, List<Integer> from) {
        int size = wanted.length;
        int[][] rows = new int[size][2 * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                rows[i][j] = factor(from.get(i), wanted[j]);
            }
            rows[i][size + i] = 1;
        }
        for (int column = 0; column < size; column++) {
            swapIn(rows, column);
            int scale = inverse(rows[column][column]);
            for (int j = 0; j < 2 * size; j++) {
                rows[column][j] = product(rows[column][j], scale);
            }
            for (int i = 0; i < size; i++) {
                int factor = rows[i][column];
                for (int j = 0; i != column && j < 2 * size; j++) {
                    rows[i][j] ^= product(factor, rows[column][j]);
                }
            }
        }
        int[][] inverse = new int[size][];
        for (int i = 0; i < size; i++) {
            inverse[i] = Arrays.copyOfRange(rows[i], size, 2 * size);
        }
        return inverse;
    }

    private static void swapIn(int[][] rows, int column) {
        int pivot = column;
        while (rows[pivot][column] == 0) {
            pivot++;
        }
        int[] row = rows[pivot];
        rows[pivot] = rows[column];
        rows[column] = row;
    }
}
