package io.coffer.backup.internal.maintenance;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.PruneReport;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.PruneLease;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the storage of what no snapshot needs, while others read, write and prune. The order of the steps is what
 * makes that safe; docs/CONCURRENCY.md says why. This class marks what is needed, chooses packs to go, copies what
 * counts in them, and gives them up; {@link Sweep} deletes what was given up.
 */
public final class Prune {
    private static final Logger LOG = LoggerFactory.getLogger(Prune.class);
    /** Another prune may move what this one reads, again and again, but not for ever. */
    private static final int ATTEMPTS = 5;

    private final RepositoryCore core;
    private final PruneRequest request;
    private final Monitor monitor;
    private final PruneFigures figures;
    /** Sizes of packs that are given up. */
    private final Map<PackId, Long> sizes = new HashMap<>();

    private Prune(RepositoryCore core, PruneRequest request, Monitor monitor) {
        this.core = core;
        this.request = request;
        this.monitor = monitor;
        this.figures = new PruneFigures();
    }

    /**
     * Runs a prune.
     *
     * @param core the repository
     * @param request what it is told
     * @param monitor counts
     * @return what was done
     * @throws IOException when it could not be finished
     */
    public static PruneReport run(RepositoryCore core, PruneRequest request, Monitor monitor) throws IOException {
        boolean alone = !request.dryRun() && !core.store().capabilities().stronglyConsistent();
        return alone ? runAlone(core, request, monitor) : runOften(core, request, monitor);
    }

    /**
     * Where listings lag nobody should write meanwhile: what is chosen from listings that disagree may be wrong, if
     * never lost. A writer that is not seen after the grace begins later than the lease was taken, and finds it; what
     * others have put before they ended is listed after one more grace.
     */
    private static PruneReport runAlone(RepositoryCore core, PruneRequest request, Monitor monitor) throws IOException {
        try (PruneLease lease = PruneLease.take(core.environment(), core.envelopes(), request.host())) {
            Waiting.pause(core, request.grace());
            lease.require();
            PruneFigures figures = new PruneFigures();
            Instant now = core.environment().clock().instant();
            StoreClock clock = new StoreClock(core.environment().clock(), now, now);
            if (!new Waiting(core, request, figures, clock).untilEnded(WriterSessions.list(core.store()))) {
                return figures.report(false, monitor.elapsed());
            }
            Waiting.pause(core, request.grace());
            lease.require();
            try {
                return runOften(core, request, monitor);
            } catch (DamagedSnapshotException unsure) {
                // Half of what somebody did was seen, who came back or takes the lease for old. Later all of it is.
                Waiting.pause(core, request.grace());
                lease.require();
                return runOften(core, request, monitor);
            }
        }
    }

    private static PruneReport runOften(RepositoryCore core, PruneRequest request, Monitor monitor) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new Prune(core, request, monitor).run();
            } catch (ObjectNotFoundException | ContentNotFoundException moved) {
                if (attempt == ATTEMPTS) {
                    throw moved;
                }
                LOG.info("starting anew, another prune has moved something: {}", moved.getMessage());
            }
        }
    }

    private PruneReport run() throws IOException {
        if (request.dryRun()) {
            Instant now = core.environment().clock().instant();
            StoreClock clock = new StoreClock(core.environment().clock(), now, now);
            retire(now, WriterSessions.list(core.store()));
            foresee(clock);
        } else {
            StoreClock clock;
            Sweep.Known known;
            // While it lasts, other prunes leave alone what is stored here and is in no index yet.
            try (Session session = Session.startInPrune(core.environment(), core.envelopes(), request.host())) {
                clock = StoreClock.at(
                        core.environment().clock(),
                        core.store().stat(session.name()).modified());
                List<WriterSessions.Writer> writers = WriterSessions.list(core.store());
                writers.removeIf(writer -> writer.name().equals(session.name()));
                known = retire(clock.there(), writers);
            }
            new Sweep(core, request, monitor, figures, clock, sizes, known).run();
            ParitySweep.run(core, clock.there());
            core.indexLoader().refresh();
            if (core.store().capabilities().stronglyConsistent()) {
                // Elsewhere readers could miss both what is merged and what takes its place.
                figures.mergedIndexObjects = new IndexCompaction(core, request.fewIndexObjects()).run();
            }
        }
        return figures.report(request.dryRun(), monitor.elapsed());
    }

    /** Finds what to give up, copies what counts in it, and gives it up. */
    private Sweep.Known retire(Instant now, List<WriterSessions.Writer> writers) throws IOException {
        // What was stored in this very moment counts as older: many storages know seconds only.
        Instant oldest = now.plus(1, ChronoUnit.MICROS);
        for (WriterSessions.Writer writer : writers) {
            Instant started = writer.started();
            if (started != null && started.isBefore(oldest) && !writer.isDead(now, request.sessionAge())) {
                oldest = started;
            }
        }
        List<RetiredList> lists = RetiredList.readAll(core);
        try (Survey survey = new Survey(core, monitor, request.dryRun())) {
            PackTable packs = new PackTable(survey.runs());
            Map<PackId, Long> orphans = list(packs, lists, oldest);
            survey.mark(survey.snapshots());
            survey.live().count(packs);
            dropNamed(orphans);
            boolean readable = !core.store().capabilities().coldStorage();
            Selection selection =
                    new Selection(packs, request, core.config().parameters(), PackTable.time(oldest), readable);
            count(survey, packs, selection, orphans);
            List<PackId> going = going(packs, selection);
            Set<PackId> gone = new HashSet<>(survey.gone());
            gone.addAll(going);
            copy(survey, packs, selection, gone);
            going.addAll(orphans.keySet());
            RetiredList list = null;
            if (!request.dryRun() && !going.isEmpty()) {
                going.sort(null);
                list = RetiredList.put(core, going);
            }
            return new Sweep.Known(survey.marked(), gone, list);
        }
    }

    /** Takes note of what is stored; gives packs that no index names and no list either. */
    private Map<PackId, Long> list(PackTable packs, List<RetiredList> lists, Instant oldest) throws IOException {
        Set<PackId> retired = new HashSet<>();
        lists.forEach(list -> retired.addAll(list.packs()));
        Map<PackId, Long> orphans = new HashMap<>();
        core.store().list(ObjectType.DATA_PACK.prefix(), object -> {
            PackId id;
            try {
                id = PackId.ofObject(object.name());
            } catch (IllegalArgumentException foreign) {
                return;
            }
            int number = packs.find(id);
            if (number >= 0) {
                packs.setModified(number, PackTable.time(object.modified()));
            }
            if (retired.contains(id)) {
                sizes.put(id, object.size());
            } else if ((number < 0 || !packs.isHome(number))
                    && object.modified().isBefore(oldest)) {
                orphans.put(id, object.size());
            }
        });
        return orphans;
    }

    /** Packs that were named in the index since it was read are no orphans. */
    private void dropNamed(Map<PackId, Long> orphans) throws IOException {
        if (orphans.isEmpty()) {
            return;
        }
        Index index = new Index();
        core.newIndexLoader(index).refresh();
        PackTable packs = new PackTable(index.runs());
        for (PackId id : List.copyOf(orphans.keySet())) {
            int number = packs.find(id);
            if (number >= 0 && packs.isHome(number)) {
                orphans.remove(id);
            }
        }
    }

    private void count(Survey survey, PackTable packs, Selection selection, Map<PackId, Long> orphans)
            throws IOException {
        figures.snapshots = survey.marked().size();
        for (int pack = 0; pack < packs.size(); pack++) {
            if (packs.isHome(pack)) {
                figures.present.add(packs.length(pack));
            }
        }
        figures.unused.add(packs, selection.unused());
        figures.rewritten.add(packs, selection.rewritten());
        orphans.values().forEach(figures.orphans::add);
        sizes.putAll(orphans);
        for (BitSet numbers : List.of(selection.unused(), selection.rewritten())) {
            for (int pack = numbers.nextSetBit(0); pack >= 0; pack = numbers.nextSetBit(pack + 1)) {
                sizes.put(packs.id(pack), packs.length(pack));
            }
        }
    }

    private static List<PackId> going(PackTable packs, Selection selection) throws IOException {
        List<PackId> going = new ArrayList<>();
        for (BitSet numbers : List.of(selection.unused(), selection.rewritten())) {
            for (int pack = numbers.nextSetBit(0); pack >= 0; pack = numbers.nextSetBit(pack + 1)) {
                going.add(packs.id(pack));
            }
        }
        return going;
    }

    /** Copies what counts in packs that go, as far as it has no home in one that stays. */
    private void copy(Survey survey, PackTable packs, Selection selection, Set<PackId> gone) throws IOException {
        BitSet rewritten = selection.rewritten();
        Index staying = new Index();
        staying.replace(survey.index().runs().stream().map(Index.Run::table).toList(), gone);
        if (request.dryRun()) {
            survey.live().forEach(packs, (pack, entry) -> {
                if (rewritten.get(pack) && !staying.contains(entry.id())) {
                    figures.copiedContents++;
                    figures.copiedBytes += entry.length();
                }
            });
        } else if (!rewritten.isEmpty()) {
            monitor.expect(-1, rewritten.stream().mapToLong(packs::length).sum());
            try (Repack repack = new Repack(core, staying, monitor)) {
                for (int pack = rewritten.nextSetBit(0); pack >= 0; pack = rewritten.nextSetBit(pack + 1)) {
                    repack.pack(packs.id(pack), packs.length(pack), survey.live());
                }
                repack.finish();
                figures.copied(repack);
            }
        }
        survey.addTo(figures);
    }

    /** What a sweep would do now. */
    private void foresee(StoreClock clock) throws IOException {
        boolean waits = false;
        for (WriterSessions.Writer writer : WriterSessions.list(core.store())) {
            boolean silent = writer.isDead(clock.now(), request.sessionAge());
            if (writer.started() != null && silent) {
                figures.ended.add(writer.name());
            } else if (writer.started() != null && !sizes.isEmpty()) {
                figures.waitingFor.add(writer.name());
                waits = true;
            }
        }
        PruneFigures.Sum sum = waits ? figures.pending : figures.deleted;
        sizes.values().forEach(sum::add);
    }
}
