package io.coffer.backup;

import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a policy says. Immutable.
 *
 * @param last how many of the newest are kept; 0 when there is no such rule, {@link RetentionPolicy#ALL}
 * @param counts of how many periods one is kept; not 0, possibly {@link RetentionPolicy#ALL}
 * @param within back to when everything is kept, or null when there is no such rule
 * @param withins back to when one of each period is kept
 * @param tags any of which keeps a snapshot
 * @param ids first digits of ids, any of which keeps a snapshot
 * @param protectTag keeps a snapshot whatever else is said; by itself not a rule
 * @param groupBy what is counted together
 * @param allowEmptyGroups whether the newest of a group may go
 * @param zone of the calendar
 */
record RetentionRules(
        int last,
        Map<RetentionPeriod, Integer> counts,
        @Nullable RetentionSpan within,
        Map<RetentionPeriod, RetentionSpan> withins,
        Set<String> tags,
        Set<String> ids,
        String protectTag,
        Set<GroupBy> groupBy,
        boolean allowEmptyGroups,
        ZoneId zone) {
    RetentionRules {
        counts = copy(counts);
        withins = copy(withins);
        tags = Collections.unmodifiableSet(new TreeSet<>(tags));
        ids = Collections.unmodifiableSet(new TreeSet<>(ids));
        groupBy = Collections.unmodifiableSet(
                groupBy.isEmpty() ? EnumSet.noneOf(GroupBy.class) : EnumSet.copyOf(groupBy));
    }

    private static <V> Map<RetentionPeriod, V> copy(Map<RetentionPeriod, V> map) {
        Map<RetentionPeriod, V> copy = new EnumMap<>(RetentionPeriod.class);
        copy.putAll(map);
        return Collections.unmodifiableMap(copy);
    }

    /** Tells whether there is no rule, so that nothing would speak for keeping a snapshot. */
    boolean keepNothing() {
        return last == 0 && counts.isEmpty() && within == null && withins.isEmpty() && tags.isEmpty() && ids.isEmpty();
    }
}
