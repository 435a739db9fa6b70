package io.coffer.backup.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Validation} found.
 *
 * @param location where the tests made their objects, without any secret
 * @param results of each test, in the order in which they ran
 * @param removedObjects how many objects were removed at the end
 * @param leftovers what could not be removed, and why; empty when all was
 */
public record ValidationReport(String location, List<Result> results, long removedObjects, List<String> leftovers) {
    /** Copies the lists. */
    public ValidationReport {
        results = List.copyOf(results);
        leftovers = List.copyOf(leftovers);
    }

    /**
     * Tells whether the storage does what it should.
     *
     * @return whether no test failed, one passed, and everything was removed
     */
    public boolean ok() {
        return count(Outcome.FAILED) == 0 && count(Outcome.PASSED) > 0 && leftovers.isEmpty();
    }

    /**
     * Counts tests.
     *
     * @param outcome how they ended
     * @return how many
     */
    public long count(Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    /** How a test ended. */
    public enum Outcome {
        /** The store keeps the obligation. */
        PASSED,
        /** It does not, or could not be asked. */
        FAILED,
        /** The test does not apply to the store, or needs what was not given. */
        SKIPPED
    }

    /**
     * One test.
     *
     * @param contract {@code store} or {@code repository}
     * @param test the name of the test method, which says what should hold
     * @param outcome how it ended
     * @param reason why it failed or was skipped; null when it passed
     * @param failure what it threw when it failed; null otherwise
     * @param duration how long it took
     */
    public record Result(
            String contract,
            String test,
            Outcome outcome,
            @Nullable String reason,
            @Nullable Throwable failure,
            Duration duration) {

        /**
         * Gives the name of the test as words.
         *
         * @return such as {@code put if absent refuses what is there}
         */
        public String description() {
            return test.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            String head = String.format(
                    Locale.ROOT,
                    "%-7s  %s: %s (%.1f s)",
                    outcome.name().toLowerCase(Locale.ROOT),
                    contract,
                    description(),
                    duration.toNanos() / 1e9);
            return reason == null ? head : head + "\n         " + reason.strip().replace("\n", "\n         ");
        }
    }
}
