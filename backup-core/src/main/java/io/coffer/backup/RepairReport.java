package io.coffer.backup;

import java.time.Duration;
import java.util.List;

/**
 * What a repair found, saved and could not save.
 *
 * @param packs that the index names, after it was completed from the packs
 * @param damages what is wrong with objects, the first {@link CheckReport#MAX_DAMAGES}
 * @param damageCount how many damages there are in all
 * @param healedPacks names of packs that were damaged and are, from their parity, again what they were
 * @param renewedParity parity objects that were damaged or missing and were made anew
 * @param damagedPacks names of packs that are damaged or missing still
 * @param damagedSnapshots ids of snapshots whose manifests are damaged
 * @param savedContents contents of damaged packs that are good and had no other home; they are in new packs now
 * @param recoveredContents contents that were taken from the copy
 * @param recoveredSnapshots ids of snapshots that stand for damaged ones now, made from the copy
 * @param lost what cannot be read any more, the first {@link #MAX_LOST}
 * @param lostCount how many files and directories of snapshots are lost in all
 * @param dropped whether damaged packs and manifests were given up
 * @param duration from start to end
 */
public record RepairReport(
        long packs,
        List<CheckReport.Damage> damages,
        long damageCount,
        List<String> healedPacks,
        long renewedParity,
        List<String> damagedPacks,
        List<String> damagedSnapshots,
        long savedContents,
        long recoveredContents,
        List<String> recoveredSnapshots,
        List<Lost> lost,
        long lostCount,
        boolean dropped,
        Duration duration) {
    /** How many lost entries a report lists. */
    public static final int MAX_LOST = 10_000;

    /** Copies what could change. */
    public RepairReport {
        damages = List.copyOf(damages);
        healedPacks = List.copyOf(healedPacks);
        damagedPacks = List.copyOf(damagedPacks);
        damagedSnapshots = List.copyOf(damagedSnapshots);
        recoveredSnapshots = List.copyOf(recoveredSnapshots);
        lost = List.copyOf(lost);
    }

    /**
     * Tells whether everything that snapshots refer to can be read.
     *
     * @return whether nothing is lost
     */
    public boolean nothingLost() {
        return lostCount == 0 && damagedSnapshots.size() == recoveredSnapshots.size();
    }

    /**
     * A file that a snapshot has, and that has lost some or all of its data; or a directory that has lost some or all of
     * its entries.
     *
     * @param snapshot its id
     * @param path with slashes; a directory ends with one, and the root is just that
     * @param content id of the first content that is missing
     */
    public record Lost(String snapshot, String path, String content) {
        @Override
        public String toString() {
            return path + " in snapshot " + snapshot + ": content " + content + " is lost";
        }
    }
}
