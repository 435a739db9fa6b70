package io.coffer.backup.internal.maintenance;

import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.spi.ObjectLockedException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the parity of packs that are gone. A pack is put before its parity, and one that was deleted does not come
 * back: so parity that is listed before the packs are, and whose pack is not among them, is nobody's. That holds
 * whatever others do meanwhile, and wherever an earlier prune has died. Where listings lag, parity that is younger than
 * the prune is left to the next one, since its pack may not be listed yet.
 */
final class ParitySweep {
    private static final Logger LOG = LoggerFactory.getLogger(ParitySweep.class);
    private static final int BATCH = 1000;

    private ParitySweep() {}

    /**
     * Runs it, in a repository that has parity; a sixteenth at a time, so that memory is that for few names.
     *
     * @param core the repository
     * @param started when the prune did, by the clock of the storage
     */
    static void run(RepositoryCore core, Instant started) throws IOException {
        if (core.config().parameters().parity() == 0) {
            return;
        }
        Instant before = core.store().capabilities().stronglyConsistent() ? Instant.MAX : started;
        for (int digit = 0; digit < 16; digit++) {
            String start = Integer.toHexString(digit);
            Set<PackId> left = list(core, ObjectType.PARITY.prefix() + start, before);
            if (!left.isEmpty()) {
                left.removeAll(list(core, ObjectType.DATA_PACK.prefix() + start, Instant.MAX));
                delete(core, left.stream().map(PackId::parityName).toList());
            }
        }
    }

    private static Set<PackId> list(RepositoryCore core, String prefix, Instant before) throws IOException {
        Set<PackId> ids = new HashSet<>();
        core.store().list(prefix, object -> {
            try {
                boolean isParity = object.name().startsWith(ObjectType.PARITY.prefix());
                PackId id = isParity ? PackId.ofParity(object.name()) : PackId.ofObject(object.name());
                if (object.modified().isBefore(before)) {
                    ids.add(id);
                }
            } catch (IllegalArgumentException foreign) {
                LOG.debug("{} has not the name of a pack or of its parity", object.name());
            }
        });
        return ids;
    }

    private static void delete(RepositoryCore core, List<String> names) throws IOException {
        for (int start = 0; start < names.size(); start += BATCH) {
            try {
                core.store().delete(names.subList(start, Math.min(names.size(), start + BATCH)));
            } catch (ObjectLockedException locked) {
                LOG.info("parity stays until its lock ends: {}", locked.getMessage());
            }
        }
    }
}
