package io.coffer.backup.internal.format;

import io.coffer.backup.RepositoryParameters;

/**
 * How a pack is divided into shards, and how much parity there is of it.
 *
 * @param packLength in bytes
 * @param shardLength in bytes; the last data shard may have fewer, and counts as if zeros followed
 * @param dataShards that the pack consists of
 * @param parityShards that can take the place of as many of them
 */
public record ParityLayout(int packLength, int shardLength, int dataShards, int parityShards) {
    private static final int MOST_DATA_SHARDS = 200;
    private static final int SHORTEST_SHARD = 64;
    private static final int HUNDRED = 100;

    /** Checks that the numbers fit. */
    public ParityLayout {
        if (packLength < 1
                || packLength > RepositoryParameters.LARGEST_PACK
                || shardLength < 1
                || shardLength > packLength
                || dataShards != divide(packLength, shardLength)
                || parityShards < 1
                || dataShards > ReedSolomon.MAX_SHARDS - parityShards) {
            throw new IllegalArgumentException("a pack of " + packLength + " bytes cannot have " + dataShards + " + "
                    + parityShards + " shards of " + shardLength + " bytes");
        }
    }

    private static int divide(int dividend, int divisor) {
        return (int) (((long) dividend + divisor - 1) / divisor);
    }

    /**
     * Divides a pack.
     *
     * @param packLength in bytes
     * @param percent of the shards that may be damaged, at least; 1 or more
     * @return the layout
     */
    public static ParityLayout of(int packLength, int percent) {
        int shard = Math.min(packLength, Math.max(SHORTEST_SHARD, divide(packLength, MOST_DATA_SHARDS)));
        int data = divide(packLength, shard);
        return new ParityLayout(packLength, shard, data, divide(data * percent, HUNDRED));
    }

    int shards() {
        return dataShards + parityShards;
    }

    /** How many bytes a data shard has in the pack. */
    int lengthOf(int dataShard) {
        return Math.min(shardLength, packLength - dataShard * shardLength);
    }

    int headLength() {
        return ParityHead.FIXED_LENGTH + shards() * Integer.BYTES + Sha256.LENGTH;
    }

    /**
     * The length of the parity object.
     *
     * @return in bytes
     */
    public long objectLength() {
        return 2L * headLength() + (long) parityShards * shardLength + Integer.BYTES;
    }
}
