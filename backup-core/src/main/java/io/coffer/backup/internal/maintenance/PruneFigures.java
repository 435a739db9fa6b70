package io.coffer.backup.internal.maintenance;

import io.coffer.backup.PruneReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a prune has done so far. Not thread-safe. */
final class PruneFigures {
    /** Packs and their bytes. */
    static final class Sum {
        private long packs;
        private long bytes;

        void add(long length) {
            packs++;
            bytes += length;
        }

        void add(PackTable table, BitSet numbers) {
            numbers.stream().forEach(pack -> add(table.length(pack)));
        }

        long packs() {
            return packs;
        }
    }

    long snapshots;
    Sum present = new Sum();
    Sum unused = new Sum();
    Sum rewritten = new Sum();
    Sum orphans = new Sum();
    long copiedContents;
    long copiedBytes;
    long storedBytes;
    Sum deleted = new Sum();
    Sum pending = new Sum();
    long locked;
    final Set<String> waitingFor = new TreeSet<>();
    final List<String> ended = new ArrayList<>();
    long mergedIndexObjects;

    void copied(Repack repack) {
        copiedContents += repack.contents();
        copiedBytes += repack.bytes();
        storedBytes += repack.storedBytes();
    }

    PruneReport report(boolean dryRun, Duration duration) {
        return new PruneReport(
                dryRun,
                snapshots,
                present.packs,
                present.bytes,
                unused.packs,
                unused.bytes,
                rewritten.packs,
                rewritten.bytes,
                orphans.packs,
                orphans.bytes,
                copiedContents,
                copiedBytes,
                storedBytes,
                deleted.packs,
                deleted.bytes,
                pending.packs,
                pending.bytes,
                locked,
                List.copyOf(waitingFor),
                ended,
                mergedIndexObjects,
                duration);
    }
}
