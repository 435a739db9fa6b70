package io.coffer.backup.internal.maintenance;

import io.coffer.backup.Manifest;
import io.coffer.backup.RetainReport;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps from being deleted whatever the snapshots of this moment need: their packs, index objects, their manifests,
 * key slots and the config. What no snapshot needs is left to be pruned. Not thread-safe.
 */
public final class LockExtension {
    private static final int BATCH = 1000;
    /** A prune may move what is to be kept, again and again, but not for ever. */
    private static final int ATTEMPTS = 5;

    private final RepositoryCore core;
    private final Instant until;
    private final Monitor monitor = new Monitor(null);
    private final Set<String> names = new TreeSet<>();
    private long packs;

    private LockExtension(RepositoryCore core, Instant until) {
        this.core = core;
        this.until = until;
    }

    /**
     * Runs it.
     *
     * @param core the repository
     * @param duration for how long from now
     * @return what was kept
     * @throws io.coffer.backup.RepositoryException when a snapshot is damaged
     * @throws IOException when the storage fails
     */
    public static RetainReport run(RepositoryCore core, Duration duration) throws IOException {
        Instant until = core.environment().clock().instant().plus(duration);
        for (int attempt = 1; ; attempt++) {
            try {
                return new LockExtension(core, until).run();
            } catch (ObjectNotFoundException moved) {
                if (attempt == ATTEMPTS) {
                    throw moved;
                }
            }
        }
    }

    private RetainReport run() throws IOException {
        // Manifests first: what they refer to was in the index before they were there.
        Set<String> snapshots = core.snapshots().ids();
        Index index = new Index();
        core.newIndexLoader(index).refresh();
        List<Index.Run> runs = index.runs();
        LiveMark live = new LiveMark(runs, core.blobs(), monitor, id -> {});
        for (String id : snapshots) {
            Manifest manifest = core.snapshots().read(id);
            live.snapshot(manifest);
        }
        addPacks(runs, live);
        packs = names.size();
        // What the packs are found by, and then what refers to them: no snapshot is kept before all that it needs is.
        retain(names);
        long others = retainAll(ObjectType.INDEX) + retainAll(ObjectType.KEY) + retainAll(ObjectType.CONFIG);
        Set<String> manifests = new TreeSet<>();
        snapshots.forEach(id -> manifests.add(ObjectType.SNAPSHOT.prefix() + id));
        retain(manifests);
        return new RetainReport(snapshots.size(), packs, packs + others + manifests.size(), until, monitor.elapsed());
    }

    /** Every pack that has a copy of something live: readers may use any of them. */
    private void addPacks(List<Index.Run> runs, LiveMark live) throws IOException {
        for (Index.Run run : runs) {
            IndexTable table = run.table();
            BitSet added = new BitSet(table.packCount());
            for (int entry = 0; entry < table.size(); entry++) {
                int pack = table.packOf(entry);
                if (!added.get(pack) && run.isHome(pack) && live.isLive(table.id(entry))) {
                    added.set(pack);
                    names.add(table.pack(pack).id().objectName());
                }
            }
        }
    }

    private long retainAll(ObjectType type) throws IOException {
        List<String> all = new ArrayList<>();
        core.store().list(type.prefix(), object -> all.add(object.name()));
        retain(all);
        return all.size();
    }

    private void retain(Iterable<String> all) throws IOException {
        List<String> batch = new ArrayList<>();
        for (String name : all) {
            batch.add(name);
            if (batch.size() == BATCH) {
                core.store().retain(batch, until);
                batch = new ArrayList<>();
            }
        }
        if (!batch.isEmpty()) {
            core.store().retain(batch, until);
        }
    }
}
