package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.Objects;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names every pack in the index that no readable index object names, and drops index objects that cannot
 * be read. What is readable stays as it is: index objects are merged by union, so nothing is lost when
 * others write at the same time.
 */
public final class IndexRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(IndexRebuild.class);
    private static final int BLOBS_PER_OBJECT = 1 << 16;

    private final RepositoryCore core;
    private final ObjectStore store;
    private final PackHealing healing;
    private final Set<PackId> known = new HashSet<>();
    private final List<String> unreadable = new ArrayList<>();

    private IndexRebuild(RepositoryCore core, PackHealing healing) {
        this.core = core;
        this.healing = healing;
        this.store = core.store();
    }

    /**
     * Runs it.
     *
     * @param core the repository
     * @return how many packs are in the index afterwards
     * @throws IOException when the storage fails
     */
    public static int run(RepositoryCore core) throws IOException {
        return run(core, new PackHealing(core, new Findings()));
    }

    /** Runs it, and heals packs first that do not say what is in them. */
    static int run(RepositoryCore core, PackHealing healing) throws IOException {
        try (Session unused = Session.start(core.environment(), core.envelopes(), "rebuild")) {
            return new IndexRebuild(core, healing).run();
        }
    }

    private int run() throws IOException {
        readIndex();
        List<PackEntry> found = new ArrayList<>();
        int blobs = 0;
        for (ObjectInfo pack : Objects.list(store, ObjectType.DATA_PACK.prefix())) {
            PackEntry entry = read(pack);
            if (entry != null) {
                known.add(entry.id());
                found.add(entry);
                blobs += blobs(entry);
            }
            if (blobs >= BLOBS_PER_OBJECT) {
                core.indexLoader().store(found);
                found = new ArrayList<>();
                blobs = 0;
            }
        }
        if (!found.isEmpty()) {
            core.indexLoader().store(found);
        }
        store.delete(unreadable);
        core.indexLoader().refresh();
        int packs = 0;
        for (Index.Run run : core.index().runs()) {
            packs += run.table().packCount();
        }
        return packs;
    }

    private static int blobs(PackEntry entry) {
        int blobs = 0;
        for (PackDirectory.Segment segment : entry.directory().segments()) {
            blobs += segment.blobs().size();
        }
        return blobs;
    }

    private void readIndex() throws IOException {
        for (ObjectInfo object : Objects.list(store, ObjectType.INDEX.prefix())) {
            try {
                known.addAll(packs(core.indexLoader().read(object.name())));
            } catch (CorruptObjectException damaged) {
                LOG.warn("replaced by what the packs say: {}", damaged.getMessage());
                unreadable.add(object.name());
            } catch (ObjectNotFoundException merged) {
                // What it held is in another, or is found in the packs.
                LOG.debug("{} is gone", object.name());
            }
        }
    }

    /** The packs that an index names. */
    private static Set<PackId> packs(IndexTable table) throws CorruptObjectException {
        Set<PackId> packs = new HashSet<>();
        for (int i = 0; i < table.packCount(); i++) {
            packs.add(table.pack(i).id());
        }
        for (int i = 0; i < table.removedCount(); i++) {
            packs.add(table.removed(i));
        }
        return packs;
    }

    private @Nullable PackEntry read(ObjectInfo pack) throws IOException {
        try {
            PackId id = PackId.ofObject(pack.name());
            return known.contains(id) ? null : read(pack, id);
        } catch (CorruptObjectException | IllegalArgumentException | ObjectNotFoundException unusable) {
            LOG.warn("left out of the index: {}", unusable.getMessage());
            return null;
        }
    }

    private PackEntry read(ObjectInfo pack, PackId id) throws IOException {
        try {
            return PackReader.read(core, pack);
        } catch (CorruptObjectException damaged) {
            if (healing.heal(id)) {
                return PackReader.read(core, store.stat(pack.name()));
            }
            throw damaged;
        }
    }
}
