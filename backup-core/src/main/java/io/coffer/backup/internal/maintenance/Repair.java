package io.coffer.backup.internal.maintenance;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Manifest;
import io.coffer.backup.RepairReport;
import io.coffer.backup.SessionExpiredException;
import io.coffer.backup.internal.content.Blob;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.KnownMetadata;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.internal.snapshot.SnapshotCopy;
import io.coffer.backup.internal.snapshot.SnapshotRecovery;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Repairs a repository, one step after the other: the index from the packs, packs from their parity, what is good in
 * damaged packs, what a copy has, and a list of what is lost. All of that only adds objects, and puts back bytes that
 * were there. Last, and only when told, damaged packs are taken out of the index.
 */
public final class Repair {
    private final RepositoryCore core;
    private final @Nullable RepositoryCore copy;
    private final boolean drop;
    private final Monitor monitor;
    private final Findings findings = new Findings();
    private final PackHealing healing;
    private final List<String> damagedManifests = new ArrayList<>();
    private final List<String> recoveredSnapshots = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param core the repository
     * @param copy of its snapshots; null for none
     * @param drop whether what is damaged is given up
     * @param monitor counts
     */
    public Repair(RepositoryCore core, @Nullable RepositoryCore copy, boolean drop, Monitor monitor) {
        this.core = core;
        this.copy = copy;
        this.drop = drop;
        this.monitor = monitor;
        this.healing = new PackHealing(core, findings);
    }

    /**
     * Runs the repair.
     *
     * @param host who repairs
     * @return what was found, saved and lost
     * @throws IOException when the storage fails
     */
    public RepairReport run(String host) throws IOException {
        Map<String, Manifest> manifests = manifests();
        core.indexLoader().reload(unusable -> findings.add(unusable.subject(), unusable));
        int packs = IndexRebuild.run(core, healing);
        RepairReport report;
        try (Session session = Session.start(core.environment(), core.envelopes(), host)) {
            core.indexLoader().refresh();
            Set<PackId> damaged = DamagedPacks.find(core, monitor, findings);
            heal(damaged);
            report = save(session, damaged, manifests, packs);
        }
        return report;
    }

    /** Puts packs back to what they were, as far as their parity can, and renews the parity of those that are good. */
    private void heal(Set<PackId> damaged) throws IOException {
        if (!healing.isPossible()) {
            return;
        }
        for (PackId pack : List.copyOf(damaged)) {
            if (healing.heal(pack)) {
                damaged.remove(pack);
            }
        }
        try (TaskGroup tasks = core.newFetches("the repair")) {
            for (Index.Run run : core.index().runs()) {
                for (int number = 0; number < run.table().packCount(); number++) {
                    IndexTable.Pack pack = run.table().pack(number);
                    if (run.isHome(number) && !damaged.contains(pack.id())) {
                        tasks.add(() -> healing.renew(pack.id(), pack.length()));
                    }
                }
            }
            tasks.join();
        }
    }

    private Map<String, Manifest> manifests() throws IOException {
        Map<String, Manifest> manifests = new LinkedHashMap<>();
        for (String id : core.snapshots().ids()) {
            try {
                manifests.put(id, core.snapshots().readStored(id));
            } catch (CorruptObjectException damaged) {
                findings.add(ObjectType.SNAPSHOT.prefix() + id, damaged);
                damagedManifests.add(id);
            } catch (ObjectNotFoundException forgotten) {
                continue;
            }
        }
        return manifests;
    }

    private RepairReport save(Session session, Set<PackId> damaged, Map<String, Manifest> manifests, int packs)
            throws IOException {
        List<Index.Run> runs = core.index().runs();
        Index homes = without(runs, damaged);
        BlobReader blobs = new BlobReader(homes, core.segments(), () -> {}, KnownMetadata.NONE);
        try (BlobWriter writer = core.newWriter(homes)) {
            new Salvage(core, writer).run(runs, damaged);
            writer.flush();
            long saved = writer.newContents();
            LostContents lost = look(homes, blobs, writer, manifests);
            RepositoryCore from = copy;
            if (from != null && lost.count() > 0 && !SnapshotCopy.sameContents(from, core)) {
                new SnapshotRecovery(from, core, writer, monitor).recover(lost.snapshots(), manifests);
                lost = look(homes, blobs, writer, manifests);
            }
            long recovered = writer.newContents() - saved;
            if (drop && !damaged.isEmpty()) {
                requireStanding(session);
                // All that is good has homes by now.
                core.indexLoader().storeRemoved(List.copyOf(damaged));
            }
            core.indexLoader().refresh();
            if (from != null && !damagedManifests.isEmpty()) {
                recoveredSnapshots.addAll(SnapshotRecovery.copyAgain(from, core, damagedManifests, monitor));
            }
            if (drop) {
                core.snapshots().deleteAll(damagedManifests);
            }
            return new RepairReport(
                    packs,
                    findings.damages(),
                    findings.count(),
                    healing.healed(),
                    healing.renewed(),
                    damaged.stream().map(PackId::objectName).toList(),
                    damagedManifests,
                    saved,
                    recovered,
                    recoveredSnapshots,
                    lost.lost(),
                    lost.count(),
                    drop,
                    monitor.elapsed());
        }
    }

    /** The index, as if damaged packs were not in it. */
    private static Index without(List<Index.Run> runs, Set<PackId> damaged) throws IOException {
        Set<PackId> gone = new HashSet<>(damaged);
        for (Index.Run run : runs) {
            IndexTable table = run.table();
            for (int pack = run.gone().nextSetBit(0);
                    pack >= 0;
                    pack = run.gone().nextSetBit(pack + 1)) {
                gone.add(table.pack(pack).id());
            }
        }
        Index homes = new Index();
        homes.replace(runs.stream().map(Index.Run::table).toList(), gone);
        return homes;
    }

    private LostContents look(Index homes, BlobReader blobs, BlobWriter writer, Map<String, Manifest> manifests)
            throws IOException {
        LostContents lost = new LostContents(homes, blobs, writer, source(writer));
        for (Map.Entry<String, Manifest> snapshot : manifests.entrySet()) {
            lost.look(snapshot.getKey(), snapshot.getValue());
        }
        writer.flush();
        return lost;
    }

    /** Single contents can be had from a copy that has the same ids, and from no other. */
    private LostContents.Source source(BlobWriter writer) throws IOException {
        RepositoryCore from = copy;
        if (from == null || !SnapshotCopy.sameContents(from, core)) {
            return (id, type) -> false;
        }
        from.indexLoader().refresh();
        return (id, type) -> bring(from, writer, id, type);
    }

    private static boolean bring(RepositoryCore from, BlobWriter writer, ContentId id, ObjectType type)
            throws IOException {
        try {
            Blob blob = from.blobs().read(id);
            writer.putVerified(id, type, blob.array(), blob.offset(), blob.length());
            return true;
        } catch (ContentNotFoundException | CorruptObjectException neither) {
            return false;
        }
    }

    private static void requireStanding(Session session) throws IOException {
        if (!session.stands()) {
            throw new SessionExpiredException(
                    "this repair was away for so long that a prune ended its session " + session.name()
                            + "; nothing was dropped, run it again",
                    session.name(),
                    null);
        }
    }
}
