package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.model.ContentId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/** A parity object that was read: heals its pack. Immutable. */
public final class Parity {
    private final String name;
    private final ParityHead head;
    private final ByteBuffer object;

    private Parity(String name, ParityHead head, ByteBuffer object) {
        this.name = name;
        this.head = head;
        this.object = object;
    }

    /**
     * Reads a parity object. Its head must be good; its parity may be damaged in part.
     *
     * @param name of the object
     * @param object its bytes; not copied
     * @return what it holds
     * @throws CorruptObjectException when both of its heads are damaged, or it is that of another pack
     * @throws UnsupportedFormatException when a newer version wrote it
     */
    public static Parity decode(String name, byte[] object) throws CorruptObjectException, UnsupportedFormatException {
        ByteBuffer bytes = ByteBuffer.wrap(object);
        ParityHead head = ParityHead.find(name, bytes);
        if (!head.pack().parityName().equals(name)) {
            throw Damage.in(name, "it is the parity of " + head.pack());
        }
        return new Parity(name, head, bytes);
    }

    /**
     * How long the pack is.
     *
     * @return in bytes
     */
    public int packLength() {
        return head.layout().packLength();
    }

    private boolean hasRow(int row) {
        ParityLayout layout = head.layout();
        long start = start(row);
        if (start + layout.shardLength() > object.limit()) {
            return false;
        }
        CRC32C sum = new CRC32C();
        sum.update(object.slice((int) start, layout.shardLength()));
        return (int) sum.getValue() == head.sums()[layout.dataShards() + row];
    }

    private long start(int row) {
        return head.layout().headLength() + (long) row * head.layout().shardLength();
    }

    /**
     * Verifies every byte of the object.
     *
     * @throws CorruptObjectException when one is not what was written
     */
    public void verify() throws CorruptObjectException {
        ParityLayout layout = head.layout();
        if (object.limit() != layout.objectLength()) {
            throw Damage.in(name, "it has " + object.limit() + " bytes, expected " + layout.objectLength());
        }
        for (int row = 0; row < layout.parityShards(); row++) {
            if (!hasRow(row)) {
                throw Damage.in(name, "the checksum of parity shard " + row + " does not fit");
            }
        }
        byte[] good = head.encode();
        int second = object.limit() - Integer.BYTES - good.length;
        boolean same = object.slice(0, good.length).equals(ByteBuffer.wrap(good))
                && object.slice(second, good.length).equals(ByteBuffer.wrap(good))
                && object.getInt(object.limit() - Integer.BYTES) == good.length;
        if (!same) {
            throw Damage.in(name, "one of its two heads is damaged");
        }
    }

    /**
     * Heals the pack.
     *
     * @param pack what is there of it, from its start, in an array of the length of the pack; healed in place
     * @param available how many bytes are there
     * @throws CorruptObjectException when more of it is damaged than the parity can heal, or what came out has not the
     *     name of the pack; the array holds nothing of use then
     */
    public void heal(byte[] pack, int available) throws CorruptObjectException {
        ParityLayout layout = head.layout();
        BitSet lost = new BitSet();
        CRC32C sum = new CRC32C();
        for (int shard = 0; shard < layout.dataShards(); shard++) {
            int start = shard * layout.shardLength();
            int length = layout.lengthOf(shard);
            sum.reset();
            sum.update(pack, start, length);
            if (start + length > available || (int) sum.getValue() != head.sums()[shard]) {
                lost.set(shard);
            }
        }
        if (!lost.isEmpty()) {
            recover(pack, lost);
        }
        if (!new PackId(ContentId.of(Sha256.of(pack))).equals(head.pack())) {
            throw Damage.in(
                    head.pack().objectName(),
                    "what its parity makes of it has another SHA-256 than its name says, so nothing was replaced");
        }
    }

    private void recover(byte[] pack, BitSet lost) throws CorruptObjectException {
        ParityLayout layout = head.layout();
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < layout.parityShards(); row++) {
            if (hasRow(row)) {
                rows.add(row);
            }
        }
        if (rows.size() < lost.cardinality()) {
            throw Damage.in(
                    head.pack().objectName(),
                    lost.cardinality() + " of its " + layout.dataShards() + " shards are damaged, and its parity can"
                            + " heal " + rows.size() + " now; nothing was replaced");
        }
        ReedSolomon code = new ReedSolomon(layout.dataShards(), layout.parityShards());
        List<Integer> used = rows.subList(0, lost.cardinality());
        List<byte[]> sums = new ArrayList<>();
        for (int row : used) {
            byte[] left = new byte[layout.shardLength()];
            object.get((int) start(row), left);
            for (int shard = lost.nextClearBit(0); shard < layout.dataShards(); shard = lost.nextClearBit(shard + 1)) {
                code.add(shard, pack, shard * layout.shardLength(), row, left, 0, layout.lengthOf(shard));
            }
            sums.add(left);
        }
        byte[][] found = code.recover(lost, used, sums);
        int number = 0;
        for (int shard = lost.nextSetBit(0); shard >= 0; shard = lost.nextSetBit(shard + 1)) {
            System.arraycopy(found[number++], 0, pack, shard * layout.shardLength(), layout.lengthOf(shard));
        }
    }
}
