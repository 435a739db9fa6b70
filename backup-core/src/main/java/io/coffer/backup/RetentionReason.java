package io.coffer.backup;

import java.util.Objects;

/**
 * One reason why a {@link RetentionPolicy} keeps or removes a snapshot. Immutable.
 *
 * @param kind what sort of reason
 * @param rule the rule of the policy as in its text, such as {@code daily=7}; empty when it comes from none
 * @param subject what of the snapshot the rule looked at: the period, such as {@code 2026-11-03} or
 *     {@code 2026-W45}; the tag; the digits of the id; the time. Empty when there is nothing to name
 * @param number for rules that count, the snapshot's number from the newest, or that of its period, from 1;
 *     0 for other rules
 * @param text for people, in English, such as {@code daily 2026-11-03 (4 of 7)}
 */
public record RetentionReason(Kind kind, String rule, String subject, int number, String text) {
    /** Sorts of reasons. */
    public enum Kind {
        /** It is among the newest of its group. */
        LAST(true),
        /** It is the newest of an hour, a day and so on, and that is among those to be kept. */
        PERIOD(true),
        /** It is recent enough. */
        WITHIN(true),
        /** It is the newest of an hour, a day and so on, and recent enough. */
        PERIOD_WITHIN(true),
        /** It has a tag that the policy names. */
        TAG(true),
        /** The policy names its id. */
        ID(true),
        /** It has the tag that no rule overrules. */
        PROTECTED(true),
        /** Its time is later than the present: one of two clocks was wrong, so its age is not known. */
        FUTURE(true),
        /** It is the newest of its group, and groups must not become empty. */
        NEWEST_OF_GROUP(true),
        /** As many newer ones, or newer periods, as are to be kept are there. */
        BEYOND_COUNT(false),
        /** A newer one is there of the same hour, day and so on. */
        NOT_NEWEST(false),
        /** It is older than the span of the rule. */
        TOO_OLD(false),
        /** The policy has no rules but tags and ids, and none of them names it. */
        NOT_NAMED(false);

        private final boolean keeps;

        Kind(boolean keeps) {
            this.keeps = keeps;
        }

        /**
         * Tells for what the reason speaks.
         *
         * @return true for keeping the snapshot; one such reason is enough
         */
        public boolean keeps() {
            return keeps;
        }
    }

    /** Checks the values. */
    public RetentionReason {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(text, "text");
    }

    /** Gives the text. */
    @Override
    public String toString() {
        return text;
    }
}
