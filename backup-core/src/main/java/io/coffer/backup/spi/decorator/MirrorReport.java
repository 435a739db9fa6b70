package io.coffer.backup.spi.decorator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the copies of a mirror stand.
 *
 * @param destinations in the order in which they were given
 */
public record MirrorReport(List<Destination> destinations) {
    /** Copies what could change. */
    public MirrorReport {
        destinations = List.copyOf(destinations);
    }

    /**
     * Tells whether every destination has everything.
     *
     * @return false when one is behind
     */
    public boolean allInStep() {
        return destinations.stream().allMatch(Destination::inStep);
    }

    /**
     * One of the copies.
     *
     * @param location of its store
     * @param behind why it is not in step, or null when it is
     * @param copiedObjects how many were copied to it
     * @param copiedBytes how many bytes those have
     * @param deletedObjects how many were deleted from it, because they had been deleted elsewhere
     */
    public record Destination(
            String location, @Nullable String behind, long copiedObjects, long copiedBytes, long deletedObjects) {
        /**
         * Tells whether it gets every write.
         *
         * @return false when it must catch up first
         */
        public boolean inStep() {
            return behind == null;
        }
    }
}
