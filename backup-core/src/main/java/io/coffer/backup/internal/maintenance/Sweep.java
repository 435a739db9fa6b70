package io.coffer.backup.internal.maintenance;

import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deletes packs that were given up, by this prune or by others: waits for writers, copies what is needed after all,
 * takes the packs out of the index, deletes them, and last the lists of them. Every step may be done again by anyone.
 */
final class Sweep {
    private static final int BATCH = 1000;

    private final RepositoryCore core;
    private final PruneRequest request;
    private final Monitor monitor;
    private final PruneFigures figures;
    private final StoreClock clock;
    private final Map<PackId, Long> sizes;
    private final Known known;

    /**
     * What the mark of the same run knows.
     *
     * @param snapshots all of whose contents have homes outside of the packs that are gone
     * @param gone packs that were given up when that was known
     * @param list what the run has given up; null for nothing
     */
    record Known(
            Set<String> snapshots,
            Set<PackId> gone,
            @Nullable RetiredList list) {}

    Sweep(
            RepositoryCore core,
            PruneRequest request,
            Monitor monitor,
            PruneFigures figures,
            StoreClock clock,
            Map<PackId, Long> sizes,
            Known known) {
        this.core = core;
        this.request = request;
        this.monitor = monitor;
        this.figures = figures;
        this.clock = clock;
        this.sizes = new HashMap<>(sizes);
        this.known = known;
    }

    void run() throws IOException {
        List<RetiredList> lists = lists();
        Set<PackId> packs = new LinkedHashSet<>();
        lists.forEach(list -> packs.addAll(list.packs()));
        if (!lists.isEmpty()) {
            // After one grace nobody begins who does not see the lists; after two, all who did are listed.
            settle(2);
        }
        // Only now: a writer that is not in this listing starts after the lists were there, and heeds them.
        List<WriterSessions.Writer> writers = WriterSessions.list(core.store());
        Waiting waiting = new Waiting(core, request, figures, clock);
        if (lists.isEmpty()) {
            var unused = waiting.endDead(writers);
            return;
        }
        if (!waiting.untilEnded(writers)) {
            packs.stream().map(sizes::get).filter(Objects::nonNull).forEach(figures.pending::add);
            return;
        }
        // Manifests of those who have just ended.
        settle(1);
        copyOut(packs, lists);
    }

    /** Where listings lag they do not show yet what this run has given up. */
    private List<RetiredList> lists() throws IOException {
        List<RetiredList> lists = RetiredList.readAll(core);
        RetiredList own = known.list();
        if (lags()
                && own != null
                && lists.stream().noneMatch(list -> list.name().equals(own.name()))) {
            lists.add(own);
        }
        return lists;
    }

    private boolean lags() {
        return !core.store().capabilities().stronglyConsistent();
    }

    /** Waits until listings show what was there, where they lag. No step relies on a clock other than this one. */
    private void settle(int graces) throws IOException {
        if (lags()) {
            Waiting.pause(core, request.grace().multipliedBy(graces));
        }
    }

    private void copyOut(Set<PackId> packs, List<RetiredList> lists) throws IOException {
        Set<PackId> removed;
        try (Survey survey = new Survey(core, monitor, false)) {
            Set<String> unknown = new TreeSet<>(survey.snapshots());
            if (known.gone().containsAll(survey.gone())) {
                // What was marked has the homes that it had then.
                unknown.removeAll(known.snapshots());
            }
            survey.mark(unknown);
            survey.addTo(figures);
            removed = survey.removed();
            List<PackId> names = packs.stream()
                    .filter(pack -> !removed.contains(pack))
                    .sorted()
                    .toList();
            if (!names.isEmpty()) {
                survey.loader().storeRemoved(names);
            }
        }
        // Whoever does not see the lists any more has to see that their packs are out of the index.
        settle(1);
        delete(lists);
    }

    private void delete(List<RetiredList> lists) throws IOException {
        List<String> finished = new ArrayList<>();
        for (RetiredList list : lists) {
            boolean locked = false;
            for (int start = 0; start < list.packs().size(); start += BATCH) {
                locked |= !deletePacks(
                        list.packs().subList(start, Math.min(list.packs().size(), start + BATCH)));
            }
            if (!locked) {
                finished.add(list.name());
            }
        }
        core.store().delete(finished);
    }

    /** Tells whether all of the packs are gone. */
    private boolean deletePacks(List<PackId> packs) throws IOException {
        Set<PackId> kept = new HashSet<>();
        try {
            core.store().delete(packs.stream().map(PackId::objectName).toList());
        } catch (ObjectLockedException locked) {
            for (PackId pack : packs) {
                Long size = size(pack);
                if (size != null) {
                    kept.add(pack);
                    figures.pending.add(size);
                    figures.locked++;
                }
            }
        }
        for (PackId pack : packs) {
            Long size = kept.contains(pack) ? null : sizes.remove(pack);
            if (size != null) {
                figures.deleted.add(size);
            }
        }
        return kept.isEmpty();
    }

    private @Nullable Long size(PackId pack) throws IOException {
        try {
            return core.store().stat(pack.objectName()).size();
        } catch (ObjectNotFoundException gone) {
            return null;
        }
    }
}
