package io.coffer.backup.spi.decorator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Figures of the requests to a store, as of one moment.
 *
 * @param kinds figures of each kind; kinds that were not asked for have zeros
 */
public record RequestMetrics(Map<RequestKind, Figures> kinds) {
    /** Copies what could change, and adds what is missing. */
    public RequestMetrics {
        Map<RequestKind, Figures> all = new EnumMap<>(RequestKind.class);
        for (RequestKind kind : RequestKind.values()) {
            all.put(kind, kinds.getOrDefault(kind, Figures.ZERO));
        }
        kinds = Map.copyOf(all);
    }

    /**
     * Figures of one kind of request.
     *
     * @param kind which
     * @return its figures
     */
    public Figures of(RequestKind kind) {
        return Objects.requireNonNull(kinds.get(kind), "kind");
    }

    /**
     * Figures of all kinds together.
     *
     * @return their sums, and the longest duration of any
     */
    public Figures total() {
        return kinds.values().stream().reduce(Figures.ZERO, Figures::plus);
    }

    /**
     * What requests have in sum.
     *
     * @param requests how many there were, those that failed included
     * @param failures how many of them failed
     * @param bytes of objects that were sent or received
     * @param totalTime how long they took, one after the other; more than the time that passed when several ran at once
     * @param longest how long the slowest took
     */
    public record Figures(long requests, long failures, long bytes, Duration totalTime, Duration longest) {
        /** No request. */
        public static final Figures ZERO = new Figures(0, 0, 0, Duration.ZERO, Duration.ZERO);

        /**
         * Adds other requests.
         *
         * @param other their figures
         * @return the figures of both
         */
        public Figures plus(Figures other) {
            return new Figures(
                    requests + other.requests,
                    failures + other.failures,
                    bytes + other.bytes,
                    totalTime.plus(other.totalTime),
                    longest.compareTo(other.longest) >= 0 ? longest : other.longest);
        }

        /**
         * The mean duration.
         *
         * @return zero when there was no request
         */
        public Duration mean() {
            return requests == 0 ? Duration.ZERO : totalTime.dividedBy(requests);
        }
    }
}
