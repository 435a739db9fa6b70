package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.Parity;
import io.coffer.backup.internal.format.ParityEncoder;
import io.coffer.backup.internal.format.ParityLayout;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts packs that are damaged back to what they were, from their parity; and makes parity anew that is lost. Takes
 * memory for one pack and its parity. Thread-safe.
 */
final class PackHealing {
    private static final Logger LOG = LoggerFactory.getLogger(PackHealing.class);
    private static final int TYPE_AT = 4;
    private static final byte DATA = 'D';

    private final ObjectStore store;
    private final Findings findings;
    private final int percent;
    private final List<String> healed = Collections.synchronizedList(new ArrayList<>());
    private final LongAdder renewed = new LongAdder();

    /**
     * Prepares.
     *
     * @param core the repository
     * @param findings hears why something could not be healed
     */
    PackHealing(RepositoryCore core, Findings findings) {
        this.store = core.store();
        this.findings = findings;
        this.percent = core.config().parameters().parity();
    }

    /** Names of packs that are again what they were. */
    List<String> healed() {
        return List.copyOf(healed);
    }

    /** How many parity objects were made anew. */
    long renewed() {
        return renewed.sum();
    }

    /** Whether the repository has parity. */
    boolean isPossible() {
        return percent > 0;
    }

    /** Heals a pack, if its parity can; nothing is replaced before the bytes have the SHA-256 of the name. */
    boolean heal(PackId id) throws IOException {
        if (!isPossible()) {
            return false;
        }
        byte[] pack;
        try {
            Parity parity = ParityObjects.read(store, id);
            pack = ParityObjects.room(id, parity.packLength());
            parity.heal(pack, read(id.objectName(), pack));
        } catch (CorruptObjectException | UnsupportedFormatException cannot) {
            findings.add(id.objectName(), cannot);
            return false;
        } catch (ObjectNotFoundException missing) {
            findings.add(id.parityName(), "the parity is missing, so the pack cannot be healed");
            return false;
        }
        try {
            store.put(id.objectName(), ObjectData.of(ByteBuffer.wrap(pack), use(pack)), PutCondition.NONE);
        } catch (StoreException refused) {
            findings.add(
                    id.objectName(),
                    "its parity can heal it, and the storage does not take what comes out: " + refused.getMessage());
            return false;
        }
        LOG.info("healed {}", id);
        healed.add(id.objectName());
        return true;
    }

    private static ObjectUse use(byte[] pack) {
        return pack[TYPE_AT] == DATA ? ObjectUse.DATA : ObjectUse.METADATA;
    }

    /** Reads what is there, as far as there is room; gives how much that was. */
    private int read(String name, byte[] target) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readNBytes(target, 0, target.length);
        } catch (ObjectNotFoundException missing) {
            return 0;
        }
    }

    /** Verifies the parity of a pack that is good, and makes it anew when that is damaged or missing. */
    void renew(PackId id, long packLength) throws IOException {
        try {
            Parity parity = ParityObjects.read(store, id);
            parity.verify();
            if (parity.packLength() == packLength) {
                return;
            }
            findings.add(id.parityName(), "it is of a pack of " + parity.packLength() + " bytes");
        } catch (CorruptObjectException | UnsupportedFormatException damaged) {
            findings.add(id.parityName(), damaged);
        } catch (ObjectNotFoundException missing) {
            findings.add(id.parityName(), "the parity is missing");
        }
        try {
            write(id, (int) packLength);
            renewed.increment();
        } catch (ObjectNotFoundException pruned) {
            LOG.debug("{} is gone, and needs no parity", id);
        }
    }

    /** Takes memory for the parity, not for the pack. */
    private void write(PackId id, int packLength) throws IOException {
        ParityEncoder encoder = new ParityEncoder(ParityLayout.of(packLength, percent));
        byte[] piece = new byte[64 << 10];
        int position = 0;
        try (InputStream in = store.get(id.objectName())) {
            while (position < packLength) {
                int count = in.readNBytes(piece, 0, Math.min(piece.length, packLength - position));
                if (count == 0) {
                    throw Damage.in(id.objectName(), "it ends after " + position + " bytes");
                }
                encoder.update(piece, 0, count);
                position += count;
            }
        }
        store.put(id.parityName(), ObjectData.of(encoder.finish(id), ObjectUse.METADATA), PutCondition.NONE);
    }
}
