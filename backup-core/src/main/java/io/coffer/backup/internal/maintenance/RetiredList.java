package io.coffer.backup.internal.maintenance;

import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.RetiredCodec;
import io.coffer.backup.internal.repository.Objects;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A list of packs that some prune has given up.
 *
 * @param name of its object
 * @param packs that are in it
 */
record RetiredList(String name, List<PackId> packs) {
    /** Reads all lists that are there. */
    static List<RetiredList> readAll(RepositoryCore core) throws IOException {
        List<RetiredList> lists = new ArrayList<>();
        for (ObjectInfo object : Objects.list(core.store(), ObjectType.RETIRED.prefix())) {
            try {
                byte[] bytes = Objects.readAll(core.store(), object.name(), RetiredCodec.MAX_LENGTH);
                lists.add(new RetiredList(object.name(), RetiredCodec.decode(core.envelopes(), object.name(), bytes)));
            } catch (ObjectNotFoundException finished) {
                // Another prune was through with it.
                continue;
            }
        }
        return lists;
    }

    /** Gives packs up for good. */
    static RetiredList put(RepositoryCore core, List<PackId> packs) throws IOException {
        byte[] random = new byte[16];
        core.environment().random().nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        String name = ObjectType.RETIRED.prefix() + new UUID(bits.getLong(), bits.getLong());
        ByteBuffer object = ByteBuffer.wrap(RetiredCodec.encode(core.envelopes(), name, packs));
        core.store().put(name, ObjectData.of(object, ObjectUse.COORDINATION), PutCondition.NONE);
        return new RetiredList(name, packs);
    }
}
