package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.model.ContentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A list of packs that a prune has retired: they hold nothing that counts any more, and will be deleted. */
public final class RetiredCodec {
    /** No list is larger, in bytes. */
    public static final int MAX_LENGTH = 256 << 20;

    private RetiredCodec() {}

    /**
     * Encodes a list: the number of packs, then their ids.
     *
     * @param envelopes of the repository
     * @param name under which the object will be stored
     * @param packs any number of them
     * @return the bytes of the object
     */
    public static byte[] encode(Envelopes envelopes, String name, List<PackId> packs) {
        ByteBuffer payload = ByteBuffer.allocate(4 + packs.size() * ContentId.LENGTH);
        payload.putInt(packs.size());
        packs.forEach(pack -> IndexWriter.put(payload, pack.digest()));
        return envelopes.wrap(ObjectType.RETIRED, name, payload.array());
    }

    /**
     * Decodes a list.
     *
     * @param envelopes of the repository
     * @param name of the object
     * @param object its bytes
     * @return the packs
     * @throws CorruptObjectException when it is not what was stored
     * @throws IOException when a newer version wrote it, or the keys at hand do not open it
     */
    public static List<PackId> decode(Envelopes envelopes, String name, byte[] object) throws IOException {
        ByteBuffer payload = envelopes.unwrap(name, ObjectType.RETIRED, name, ByteBuffer.wrap(object));
        int count = payload.remaining() < 4 ? -1 : payload.getInt();
        if (count < 0 || payload.remaining() != (long) count * ContentId.LENGTH) {
            throw Damage.in(name, "it names " + count + " packs in " + payload.remaining() + " bytes");
        }
        List<PackId> packs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            packs.add(new PackId(ContentId.of(payload, 4 + i * ContentId.LENGTH)));
        }
        return packs;
    }
}
