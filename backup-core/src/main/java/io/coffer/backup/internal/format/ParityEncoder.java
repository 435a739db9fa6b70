package io.coffer.backup.internal.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Makes the parity object of a pack, whose bytes it is given once, from the first to the last. Not thread-safe. */
public final class ParityEncoder {
    private static final int PIECE = 64 << 10;

    private final ParityLayout layout;
    private final ReedSolomon code;
    private final byte[][] parity;
    private final int[] sums;
    private final CRC32C sum = new CRC32C();
    private int position;

    /**
     * Prepares; takes the memory that the parity needs.
     *
     * @param layout of the pack
     */
    public ParityEncoder(ParityLayout layout) {
        this.layout = layout;
        this.code = new ReedSolomon(layout.dataShards(), layout.parityShards());
        this.parity = new byte[layout.parityShards()][layout.shardLength()];
        this.sums = new int[layout.shards()];
    }

    /**
     * Takes the next bytes of the pack.
     *
     * @param source where they lie
     * @param offset of the first
     * @param length how many
     */
    public void update(byte[] source, int offset, int length) {
        for (int done = 0; done < length; ) {
            int shard = position / layout.shardLength();
            int at = position % layout.shardLength();
            int count = Math.min(length - done, layout.lengthOf(shard) - at);
            for (int row = 0; row < parity.length; row++) {
                code.add(shard, source, offset + done, row, parity[row], at, count);
            }
            sum.update(source, offset + done, count);
            position += count;
            done += count;
            if (at + count == layout.lengthOf(shard)) {
                sums[shard] = (int) sum.getValue();
                sum.reset();
            }
        }
    }

    /**
     * Takes the next bytes of the pack.
     *
     * @param source from its position to its limit, which stay as they are
     */
    public void update(ByteBuffer source) {
        ByteBuffer view = source.duplicate();
        byte[] piece = new byte[Math.min(PIECE, view.remaining())];
        while (view.hasRemaining()) {
            int count = Math.min(piece.length, view.remaining());
            view.get(piece, 0, count);
            update(piece, 0, count);
        }
    }

    /**
     * Ends it.
     *
     * @param pack whose bytes these were
     * @return the parity object, in parts
     * @throws IllegalStateException when bytes are missing
     */
    public List<ByteBuffer> finish(PackId pack) {
        if (position != layout.packLength()) {
            throw new IllegalStateException("the pack has " + layout.packLength() + " bytes, were " + position);
        }
        List<ByteBuffer> parts = new ArrayList<>();
        for (int row = 0; row < parity.length; row++) {
            sum.update(parity[row]);
            sums[layout.dataShards() + row] = (int) sum.getValue();
            sum.reset();
        }
        ByteBuffer head = ByteBuffer.wrap(new ParityHead(pack, layout, sums).encode());
        parts.add(head);
        for (byte[] row : parity) {
            parts.add(ByteBuffer.wrap(row));
        }
        parts.add(head.duplicate());
        parts.add(ByteBuffer.allocate(Integer.BYTES).putInt(0, head.remaining()));
        return parts;
    }
}
