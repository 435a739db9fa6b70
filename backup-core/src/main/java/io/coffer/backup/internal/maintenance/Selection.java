package io.coffer.backup.internal.maintenance;

import io.coffer.backup.RepositoryParameters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** Which packs go: those that hold nothing which counts, those that waste too much, and small ones, to be joined. */
final class Selection {
    /** A pack that is less than this part of a full one is small. */
    private static final int SMALL_PART = 8;
    /** Fewer small packs than this are not worth the requests. */
    private static final int MANY = 8;

    private final PackTable packs;
    private final long olderThan;
    private final boolean rewritesData;
    private final BitSet unused = new BitSet();
    private final BitSet rewritten = new BitSet();
    private long budget;

    /**
     * Selects.
     *
     * @param packs with what counts in them
     * @param request how much may be wasted and copied
     * @param parameters of the repository
     * @param olderThan as {@link PackTable#time} has it: later packs are those of writers still at work, and stay
     * @param rewritesData whether packs of data can be read at once
     */
    Selection(
            PackTable packs,
            PruneRequest request,
            RepositoryParameters parameters,
            long olderThan,
            boolean rewritesData) {
        this.packs = packs;
        this.olderThan = olderThan;
        this.rewritesData = rewritesData;
        this.budget = request.maximumRepack();
        selectUnused();
        selectWasteful(request.wasteLimit());
        selectSmall(true, parameters.packSize());
        selectSmall(false, parameters.packSize() / 4);
    }

    /** Packs that hold nothing which counts. */
    BitSet unused() {
        return unused;
    }

    /** Packs with something that counts. */
    BitSet rewritten() {
        return rewritten;
    }

    private boolean mayGo(int pack) {
        long modified = packs.modified(pack);
        return packs.isHome(pack) && modified != PackTable.UNKNOWN && modified < olderThan;
    }

    private boolean mayBeRewritten(int pack) {
        return mayGo(pack) && packs.live(pack) > 0 && (rewritesData || !packs.isData(pack));
    }

    private void selectUnused() {
        for (int pack = 0; pack < packs.size(); pack++) {
            if (mayGo(pack) && packs.live(pack) == 0) {
                unused.set(pack);
            }
        }
    }

    private void selectWasteful(double limit) {
        long stored = 0;
        long waste = 0;
        List<Integer> wasteful = new ArrayList<>();
        for (int pack = 0; pack < packs.size(); pack++) {
            if (packs.isHome(pack) && !unused.get(pack)) {
                stored += packs.length(pack);
                waste += packs.waste(pack);
                if (mayBeRewritten(pack) && packs.live(pack) < packs.plain(pack)) {
                    wasteful.add(pack);
                }
            }
        }
        wasteful.sort(Comparator.comparingDouble(packs::liveShare).thenComparing(pack -> pack));
        for (int pack : wasteful) {
            if (waste <= stored * limit) {
                return;
            }
            if (take(pack)) {
                waste -= packs.waste(pack);
                stored -= packs.waste(pack);
            }
        }
    }

    private void selectSmall(boolean data, int full) {
        List<Integer> small = new ArrayList<>();
        long live = 0;
        for (int pack = 0; pack < packs.size(); pack++) {
            if (packs.isData(pack) == data
                    && packs.length(pack) < full / SMALL_PART
                    && mayBeRewritten(pack)
                    && !rewritten.get(pack)) {
                small.add(pack);
                live += packs.length(pack) - packs.waste(pack);
            }
        }
        if (small.size() >= MANY && live / full + 1 <= small.size() / 2) {
            small.forEach(this::take);
        }
    }

    private boolean take(int pack) {
        long cost = packs.length(pack) - packs.waste(pack);
        if (cost > budget) {
            return false;
        }
        budget -= cost;
        rewritten.set(pack);
        return true;
    }
}
