package io.coffer.backup;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Says which snapshots stay. Immutable, and safe for use by many threads.
 *
 * <p>A snapshot stays when any rule keeps it; what no rule keeps is removed. These are the rules:
 *
 * <ul>
 *   <li><i>last</i>: the newest <i>n</i> snapshots;
 *   <li><i>hourly, daily, weekly, monthly, quarterly, yearly</i>: the newest snapshot of each of the newest
 *       <i>n</i> hours, days, ... that have one. Those without any do not count, so that a machine which was
 *       off for a month loses nothing by it. Weeks are those of ISO 8601, from Monday to Sunday;
 *   <li><i>within</i>: everything not older than a span;
 *   <li><i>within-hourly</i> to <i>within-yearly</i>: the newest snapshot of each hour, day, ... not older
 *       than a span;
 *   <li><i>tag</i> and <i>id</i>: what has one of the tags, or one of the ids.
 * </ul>
 *
 * <p>Rules do not take snapshots from each other: the newest snapshot is the last, the one of its day and
 * the one of its year at once. Adding a rule or enlarging one never removes more than before.
 *
 * <p>Four things are kept whatever the rules say:
 *
 * <ul>
 *   <li>snapshots with the {@linkplain RetentionPolicyBuilder#protectTag protecting tag}, by default
 *       {@value #PROTECT_TAG};
 *   <li>the newest snapshot of each group, unless {@link RetentionPolicyBuilder#allowEmptyGroups} was said;
 *   <li>snapshots whose time is in the future, since a clock was wrong and their age is not known. The rules
 *       do not count them, so that they do not push out others; nor are they the newest of their group;
 *   <li>everything, when there is no rule: such a policy cannot be built.
 * </ul>
 *
 * <p>The calendar is that of a {@linkplain RetentionPolicyBuilder#zone time zone}. When clocks go back, the
 * hour that comes twice is two hours. Spans end at the time of the decision, not at the newest snapshot: of a
 * machine that makes no more backups, rules with spans keep less and less, down to the newest snapshot. Counts
 * do not.
 *
 * <p>Rules count within a group: by default the snapshots of one host and the same sources.
 */
public final class RetentionPolicy {
    /** Instead of a count: no limit. */
    public static final int ALL = -1;

    /** The tag that protects a snapshot when the policy names no other. */
    public static final String PROTECT_TAG = "protected";

    private final RetentionRules rules;

    RetentionPolicy(RetentionRules rules) {
        this.rules = rules;
    }

    /**
     * Starts a policy.
     *
     * @return a builder without rules
     */
    public static RetentionPolicyBuilder builder() {
        return new RetentionPolicyBuilder();
    }

    /**
     * Reads a policy from text, such as {@code last=3, daily=7, within=3M, within-daily=1y, tag=release,
     * zone=Europe/Berlin}. The order of the parts does not matter. They are
     *
     * <ul>
     *   <li>{@code last}, {@code hourly}, {@code daily}, {@code weekly}, {@code monthly}, {@code quarterly},
     *       {@code yearly}: a count, or {@code all}; 0 is the same as leaving it out;
     *   <li>{@code within}, {@code within-hourly} to {@code within-yearly}: a span, such as {@code 3M},
     *       {@code 1y6M}, {@code 10d} or {@code 36h}. Its units are {@code y} years, {@code M} months,
     *       {@code w} weeks, {@code d} days (of the calendar), {@code h} hours, {@code min} minutes and
     *       {@code s} seconds, in this order;
     *   <li>{@code tag}, {@code id}: one of them; may come more than once;
     *   <li>{@code protect}: the protecting tag;
     *   <li>{@code group}: {@code host}, {@code sources} and {@code tags} joined by {@code +}, or
     *       {@code none};
     *   <li>{@code allow-empty-groups}: {@code true} or {@code false};
     *   <li>{@code zone}: of the calendar, such as {@code Europe/Berlin}, {@code +01:00} or {@code UTC}.
     * </ul>
     *
     * <p>A value with white space, commas, equals signs, quotes or backslashes stands in double quotes; in
     * these a backslash goes before a quote or backslash. What is left out is as in a {@link #builder}.
     *
     * @param text of a policy
     * @return the policy
     * @throws IllegalArgumentException when it is not the text of a policy, or one without rules; the message
     *     names the part and says what was expected
     */
    public static RetentionPolicy parse(String text) {
        return RetentionText.parse(text);
    }

    /**
     * Decides about snapshots. Nothing is removed by it, and nothing else has an influence: the same
     * candidates in any order, and the same time, give the same decisions.
     *
     * <p>Among snapshots of the same time, the one with the greater id counts as the newer.
     *
     * @param candidates all snapshots that are there; leaving some out changes what is decided about others
     * @param now the present; a clock that is ahead makes snapshots look older than they are
     * @return one decision for each, oldest snapshot first
     * @throws IllegalArgumentException when two candidates have the same id
     */
    public List<RetentionDecision> decide(Collection<RetentionCandidate> candidates, Instant now) {
        return new RetentionDecider(rules, now).decide(candidates);
    }

    /** Compares what the policies say. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RetentionPolicy policy && rules.equals(policy.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    /** Gives the text that {@link #parse} reads as an equal policy. It always names the time zone. */
    @Override
    public String toString() {
        return RetentionText.print(rules);
    }
}
