package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.model.ContentId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * What a parity object says before its parity, and once more after it: the damage that it is there for may hit it too.
 *
 * @param pack whose parity it is
 * @param layout of the shards
 * @param sums CRC-32C of each shard, those of data first
 */
record ParityHead(PackId pack, ParityLayout layout, int[] sums) {
    static final int FIXED_LENGTH = Header.LENGTH + Sha256.LENGTH + 4 * Integer.BYTES;

    byte[] encode() {
        ByteBuffer head = ByteBuffer.allocate(layout.headLength());
        Header.write(head, ObjectType.PARITY, false);
        head.put(pack.digest().toBytes())
                .putInt(layout.packLength())
                .putInt(layout.shardLength())
                .putInt(layout.dataShards())
                .putInt(layout.parityShards());
        for (int sum : sums) {
            head.putInt(sum);
        }
        MessageDigest digest = Sha256.start();
        digest.update(head.array(), 0, head.position());
        return head.put(digest.digest()).array();
    }

    /** Takes whichever head of an object is good. */
    static ParityHead find(String name, ByteBuffer object) throws CorruptObjectException, UnsupportedFormatException {
        try {
            return decode(name, object.duplicate().position(0));
        } catch (CorruptObjectException damaged) {
            if (object.limit() < Integer.BYTES) {
                throw damaged;
            }
            int end = object.limit() - Integer.BYTES;
            int length = object.getInt(end);
            if (length < FIXED_LENGTH || length > end) {
                throw damaged;
            }
            return decode(name, object.slice(end - length, length));
        }
    }

    private static ParityHead decode(String name, ByteBuffer source)
            throws CorruptObjectException, UnsupportedFormatException {
        int start = source.position();
        Header.requireMagic(name, source);
        if (source.remaining() < FIXED_LENGTH) {
            throw Damage.in(name, "it has " + source.remaining() + " bytes, too few for parity");
        }
        byte[] digest = new byte[Sha256.LENGTH];
        source.get(start + Header.LENGTH, digest);
        int at = start + Header.LENGTH + Sha256.LENGTH;
        ParityLayout layout;
        try {
            layout = new ParityLayout(
                    source.getInt(at),
                    source.getInt(at + Integer.BYTES),
                    source.getInt(at + 2 * Integer.BYTES),
                    source.getInt(at + 3 * Integer.BYTES));
        } catch (IllegalArgumentException impossible) {
            throw Damage.in(name, String.valueOf(impossible.getMessage()));
        }
        int length = layout.headLength();
        if (source.remaining() < length) {
            throw Damage.in(name, "it has " + source.remaining() + " bytes, fewer than its head of " + length);
        }
        verify(name, source.slice(start, length));
        Header.read(name, source.slice(start, length), EnumSet.of(ObjectType.PARITY), false);
        int[] sums = new int[layout.shards()];
        source.slice(start + FIXED_LENGTH, sums.length * Integer.BYTES)
                .asIntBuffer()
                .get(sums);
        return new ParityHead(new PackId(ContentId.of(digest)), layout, sums);
    }

    private static void verify(String name, ByteBuffer head) throws CorruptObjectException {
        int end = head.limit() - Sha256.LENGTH;
        MessageDigest digest = Sha256.start();
        digest.update(head.slice(0, end));
        byte[] expected = new byte[Sha256.LENGTH];
        head.get(end, expected);
        if (!Arrays.equals(digest.digest(), expected)) {
            throw Damage.in(name, "the checksum of its head does not fit");
        }
    }
}
