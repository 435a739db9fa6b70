package io.coffer.backup;

import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what a {@link RetentionPolicy} keeps. Not safe for use by several threads. A rule that is said twice
 * is as said last; tags and ids add up.
 *
 * <p>Counts are 1 or more, {@link RetentionPolicy#ALL} for no limit, or 0 for no such rule. Spans are a
 * {@link java.time.Period} or a {@link java.time.Duration}: more than nothing, of whole seconds, and of at
 * most 999,999 years, months, days or hours. A snapshot that is exactly as old as the span is within it. A
 * period counts days of the calendar, a duration hours of the clock. Other counts and spans are answered with
 * {@link IllegalArgumentException}.
 */
public final class RetentionPolicyBuilder {
    static final Set<GroupBy> DEFAULT_GROUPS = Collections.unmodifiableSet(EnumSet.of(GroupBy.HOST, GroupBy.SOURCES));

    private static final Pattern ID = Pattern.compile("[0-9a-f]{1,64}");

    private int last;
    private final Map<RetentionPeriod, Integer> counts = new EnumMap<>(RetentionPeriod.class);
    private @Nullable RetentionSpan within;
    private final Map<RetentionPeriod, RetentionSpan> withins = new EnumMap<>(RetentionPeriod.class);
    private final Set<String> tags = new TreeSet<>();
    private final Set<String> ids = new TreeSet<>();
    private String protectTag = RetentionPolicy.PROTECT_TAG;
    private Set<GroupBy> groupBy = DEFAULT_GROUPS;
    private boolean allowEmptyGroups;
    private @Nullable ZoneId zone;

    RetentionPolicyBuilder() {}

    /**
     * Keeps the newest snapshots.
     *
     * @param count how many of them
     * @return this builder
     */
    public RetentionPolicyBuilder keepLast(int count) {
        last = checkCount(count);
        return this;
    }

    /**
     * Keeps the newest snapshot of each of the newest hours that have one.
     *
     * @param count how many hours
     * @return this builder
     */
    public RetentionPolicyBuilder keepHourly(int count) {
        return keep(RetentionPeriod.HOUR, count);
    }

    /**
     * Keeps the newest snapshot of each of the newest days that have one.
     *
     * @param count how many days
     * @return this builder
     */
    public RetentionPolicyBuilder keepDaily(int count) {
        return keep(RetentionPeriod.DAY, count);
    }

    /**
     * Keeps the newest snapshot of each of the newest ISO weeks that have one.
     *
     * @param count how many ISO weeks
     * @return this builder
     */
    public RetentionPolicyBuilder keepWeekly(int count) {
        return keep(RetentionPeriod.WEEK, count);
    }

    /**
     * Keeps the newest snapshot of each of the newest months that have one.
     *
     * @param count how many months
     * @return this builder
     */
    public RetentionPolicyBuilder keepMonthly(int count) {
        return keep(RetentionPeriod.MONTH, count);
    }

    /**
     * Keeps the newest snapshot of each of the newest quarters that have one.
     *
     * @param count how many quarters
     * @return this builder
     */
    public RetentionPolicyBuilder keepQuarterly(int count) {
        return keep(RetentionPeriod.QUARTER, count);
    }

    /**
     * Keeps the newest snapshot of each of the newest years that have one.
     *
     * @param count how many years
     * @return this builder
     */
    public RetentionPolicyBuilder keepYearly(int count) {
        return keep(RetentionPeriod.YEAR, count);
    }

    /**
     * Keeps all snapshots that are not older than a span.
     *
     * @param span before the time of the decision
     * @return this builder
     */
    public RetentionPolicyBuilder keepWithin(TemporalAmount span) {
        return keepWithin(RetentionSpan.of(span));
    }

    /**
     * Keeps the newest snapshot of each hour, of those not older than a span.
     *
     * @param span before the time of the decision
     * @return this builder
     */
    public RetentionPolicyBuilder keepWithinHourly(TemporalAmount span) {
        return keepWithin(RetentionPeriod.HOUR, RetentionSpan.of(span));
    }

    /**
     * Keeps the newest snapshot of each day, of those not older than a span.
     *
     * @param span before the time of the decision
     * @return this builder
     */
    public RetentionPolicyBuilder keepWithinDaily(TemporalAmount span) {
        return keepWithin(RetentionPeriod.DAY, RetentionSpan.of(span));
    }

    /**
     * Keeps the newest snapshot of each ISO week, of those not older than a span.
     *
     * @param span before the time of the decision
     * @return this builder
     */
    public RetentionPolicyBuilder keepWithinWeekly(TemporalAmount span) {
        return keepWithin(RetentionPeriod.WEEK, RetentionSpan.of(span));
    }

    /**
     * Keeps the newest snapshot of each month, of those not older than a span.
     *
     * @param span before the time of the decision
     * @return this builder
     */
    public RetentionPolicyBuilder keepWithinMonthly(TemporalAmount span) {
        return keepWithin(RetentionPeriod.MONTH, RetentionSpan.of(span));
    }

    /**
     * Keeps the newest snapshot of each quarter, of those not older than a span.
     *
     * @param span before the time of the decision
     * @return this builder
     */
    public RetentionPolicyBuilder keepWithinQuarterly(TemporalAmount span) {
        return keepWithin(RetentionPeriod.QUARTER, RetentionSpan.of(span));
    }

    /**
     * Keeps the newest snapshot of each year, of those not older than a span.
     *
     * @param span before the time of the decision
     * @return this builder
     */
    public RetentionPolicyBuilder keepWithinYearly(TemporalAmount span) {
        return keepWithin(RetentionPeriod.YEAR, RetentionSpan.of(span));
    }

    /**
     * Keeps snapshots that have any of some tags.
     *
     * @param tags added to those named before; not empty, in upper and lower case as they are
     * @return this builder
     * @throws IllegalArgumentException when one is empty
     */
    public RetentionPolicyBuilder keepTags(String... tags) {
        for (String tag : tags) {
            this.tags.add(checkTag(tag));
        }
        return this;
    }

    /**
     * Keeps certain snapshots. An id that no snapshot has is no error.
     *
     * @param ids added to those named before: ids, or their first digits, which keep every snapshot whose id
     *     begins with them
     * @return this builder
     * @throws IllegalArgumentException when one is not 1 to 64 hexadecimal digits in lower case
     */
    public RetentionPolicyBuilder keepIds(String... ids) {
        for (String id : ids) {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "expected the id of a snapshot, 1 to 64 digits 0-9a-f, was \"" + id + "\"");
            }
            this.ids.add(id);
        }
        return this;
    }

    /**
     * Names the tag that protects: a snapshot which has it is never removed. It counts like any other, and
     * having such a tag is not a rule by itself. The default is {@value RetentionPolicy#PROTECT_TAG}, which
     * then protects no more. There is always such a tag.
     *
     * @param tag not empty, in upper and lower case as it is
     * @return this builder
     * @throws IllegalArgumentException when it is empty
     */
    public RetentionPolicyBuilder protectTag(String tag) {
        protectTag = checkTag(tag);
        return this;
    }

    /**
     * Says what snapshots must have in common to be counted together. The default is
     * {@link GroupBy#HOST} and {@link GroupBy#SOURCES}.
     *
     * @param what instead of what was said before; nothing, to count all snapshots together
     * @return this builder
     */
    public RetentionPolicyBuilder groupBy(GroupBy... what) {
        Set<GroupBy> groups = EnumSet.noneOf(GroupBy.class);
        Collections.addAll(groups, what);
        groupBy = groups;
        return this;
    }

    /**
     * Lets the newest snapshot of a group go too when no rule keeps it. Otherwise it is kept, and with it
     * something of every host and source that was ever backed up.
     *
     * @return this builder
     */
    public RetentionPolicyBuilder allowEmptyGroups() {
        allowEmptyGroups = true;
        return this;
    }

    /**
     * Says in which time zone hours, days and so on begin. The default is that of the Java virtual machine
     * when the policy is built. Where several machines apply a policy, or one that travels, name a zone: with
     * each change of zone other snapshots are the newest of their day, and fewer are left.
     *
     * @param zone of the calendar
     * @return this builder
     */
    public RetentionPolicyBuilder zone(ZoneId zone) {
        this.zone = Objects.requireNonNull(zone, "zone");
        return this;
    }

    /**
     * Makes the policy. The builder can be used further.
     *
     * @return a policy as described so far
     * @throws IllegalArgumentException when there is no rule
     */
    public RetentionPolicy build() {
        RetentionRules rules = new RetentionRules(
                last,
                counts,
                within,
                withins,
                tags,
                ids,
                protectTag,
                groupBy,
                allowEmptyGroups,
                zone == null ? ZoneId.systemDefault() : zone);
        if (rules.keepNothing()) {
            throw new IllegalArgumentException("retention policy: nothing says what to keep, and so everything would be"
                    + " removed; expected a rule such as last=3, daily=7 or within=3M");
        }
        return new RetentionPolicy(rules);
    }

    RetentionPolicyBuilder keep(RetentionPeriod period, int count) {
        if (checkCount(count) == 0) {
            counts.remove(period);
        } else {
            counts.put(period, count);
        }
        return this;
    }

    RetentionPolicyBuilder keepWithin(RetentionSpan span) {
        within = span;
        return this;
    }

    RetentionPolicyBuilder keepWithin(RetentionPeriod period, RetentionSpan span) {
        withins.put(period, span);
        return this;
    }

    private static int checkCount(int count) {
        if (count < 0 && count != RetentionPolicy.ALL) {
            throw new IllegalArgumentException("expected a count of 0 or more, or -1 for all, was " + count);
        }
        return count;
    }

    private static String checkTag(String tag) {
        if (tag.isEmpty()) {
            throw new IllegalArgumentException("expected a tag, was empty");
        }
        return tag;
    }
}
