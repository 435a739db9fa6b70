package io.coffer.backup;

import java.time.Duration;
import java.util.List;

/**
 * What a check found.
 *
 * @param snapshots that were checked, without those that somebody forgot meanwhile
 * @param trees that were read
 * @param contents that snapshots need and the index knows
 * @param packs that the index names
 * @param readPacks whose data was read
 * @param readBytes of data that was read, before compression
 * @param damages what is wrong, the first {@link #MAX_DAMAGES}
 * @param damageCount how many there were in all
 * @param unreferencedPacks packs in the storage that no index names: of writers still at work, or of runs
 *     that died; no damage
 * @param duration from start to end
 */
public record CheckReport(
        long snapshots,
        long trees,
        long contents,
        long packs,
        long readPacks,
        long readBytes,
        List<Damage> damages,
        long damageCount,
        long unreferencedPacks,
        Duration duration) {
    /** How many damages a report lists. */
    public static final int MAX_DAMAGES = 1000;

    /** Copies what could change. */
    public CheckReport {
        damages = List.copyOf(damages);
    }

    /**
     * Tells whether nothing is wrong.
     *
     * @return whether there is no damage
     */
    public boolean ok() {
        return damageCount == 0;
    }

    /**
     * Something that is wrong.
     *
     * @param object name of the object that is missing or damaged, or id of a missing content
     * @param message what was found and what was expected, without the name of the object
     */
    public record Damage(String object, String message) {
        @Override
        public String toString() {
            return object + ": " + message;
        }
    }
}
