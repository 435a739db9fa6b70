package io.coffer.backup;

import io.coffer.backup.RetentionReason.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies the rules of a policy.
 *
 * <p>Each rule looks at all snapshots of a group and knows nothing of the other rules. That is why a policy
 * with more rules, or larger ones, keeps all that it kept before, and why a second run removes nothing.
 */
final class RetentionDecider {
    /** Of two snapshots of the same time, the one with the greater id counts as the newer. */
    private static final Comparator<RetentionCandidate> OLDEST_FIRST =
            Comparator.comparing(RetentionCandidate::time).thenComparing(RetentionCandidate::id);

    private final RetentionRules rules;
    private final Instant now;

    RetentionDecider(RetentionRules rules, Instant now) {
        this.rules = rules;
        this.now = now;
    }

    List<RetentionDecision> decide(Collection<RetentionCandidate> candidates) {
        List<RetentionCandidate> newestFirst = new ArrayList<>(candidates);
        newestFirst.sort(OLDEST_FIRST.reversed());
        Set<String> ids = new HashSet<>();
        Map<Map<GroupBy, Object>, Group> groups = new HashMap<>();
        List<RetentionDecision> decisions = new ArrayList<>();
        for (RetentionCandidate candidate : newestFirst) {
            // One of the two might be kept and the other removed, and then both would be gone.
            if (!ids.add(candidate.id())) {
                throw new IllegalArgumentException("snapshot " + candidate.id() + " is given twice");
            }
            Group group = groups.computeIfAbsent(groupOf(candidate), key -> new Group());
            decisions.add(decide(candidate, group));
        }
        decisions.sort(Comparator.comparing(RetentionDecision::candidate, OLDEST_FIRST));
        return List.copyOf(decisions);
    }

    private Map<GroupBy, Object> groupOf(RetentionCandidate candidate) {
        Map<GroupBy, Object> key = new EnumMap<>(GroupBy.class);
        for (GroupBy by : rules.groupBy()) {
            Object value = switch (by) {
                case HOST -> candidate.host();
                case SOURCES -> candidate.sources();
                case TAGS -> candidate.tags();
            };
            key.put(by, value);
        }
        return key;
    }

    /** Decides about the next older one of a group. The order of the rules is that of the text of a policy. */
    private RetentionDecision decide(RetentionCandidate candidate, Group group) {
        Verdict verdict = new Verdict(candidate);
        if (candidate.time().isAfter(now)) {
            named(verdict);
            String time = candidate.time().toString();
            verdict.add(Kind.FUTURE, "", time, 0, "its time " + time + " is in the future");
            return verdict.decision();
        }
        int number = ++group.size;
        last(verdict, number);
        rules.counts().forEach((period, count) -> periods(verdict, group, period, count));
        within(verdict);
        rules.withins().forEach((period, span) -> periodsWithin(verdict, group, period, span));
        named(verdict);
        if (number == 1 && verdict.keeps.isEmpty() && !rules.allowEmptyGroups()) {
            verdict.add(Kind.NEWEST_OF_GROUP, "", "", number, "newest of its group");
        }
        return verdict.decision();
    }

    private void last(Verdict verdict, int number) {
        int limit = rules.last();
        if (limit == 0) {
            return;
        }
        String rule = RetentionText.countRule("last", limit);
        if (reaches(limit, number)) {
            String text = "last " + number + " of " + RetentionText.count(limit);
            verdict.add(Kind.LAST, rule, "", number, text);
        } else {
            verdict.add(Kind.BEYOND_COUNT, rule, "", number, "last: number " + number + ", only " + limit + " kept");
        }
    }

    private void periods(Verdict verdict, Group group, RetentionPeriod period, int limit) {
        String label = period.label(verdict.candidate.time(), rules.zone());
        String rule = RetentionText.countRule(period.word(), limit);
        String what = period.word() + " " + label;
        Map<String, Integer> numbers = group.numbers.computeIfAbsent(period, key -> new HashMap<>());
        boolean newest = !numbers.containsKey(label);
        int number = numbers.computeIfAbsent(label, key -> numbers.size() + 1);
        if (!reaches(limit, number)) {
            String text = what + ": number " + number + ", only " + limit + " kept";
            verdict.add(Kind.BEYOND_COUNT, rule, label, number, text);
        } else if (newest) {
            String text = what + " (" + number + " of " + RetentionText.count(limit) + ")";
            verdict.add(Kind.PERIOD, rule, label, number, text);
        } else {
            verdict.add(Kind.NOT_NEWEST, rule, label, number, what + ": has a newer one");
        }
    }

    private static boolean reaches(int limit, int number) {
        return limit == RetentionPolicy.ALL || number <= limit;
    }

    private void within(Verdict verdict) {
        RetentionSpan span = rules.within();
        if (span == null) {
            return;
        }
        String rule = RetentionText.withinRule(span);
        if (isWithin(verdict, span)) {
            verdict.add(Kind.WITHIN, rule, "", 0, "within " + span.words());
        } else {
            verdict.add(Kind.TOO_OLD, rule, "", 0, "older than " + span.words());
        }
    }

    private void periodsWithin(Verdict verdict, Group group, RetentionPeriod period, RetentionSpan span) {
        String label = period.label(verdict.candidate.time(), rules.zone());
        String rule = RetentionText.withinRule(period, span);
        String what = period.word() + " " + label;
        if (!isWithin(verdict, span)) {
            verdict.add(Kind.TOO_OLD, rule, label, 0, what + ": older than " + span.words());
        } else if (group.labels.computeIfAbsent(period, key -> new HashSet<>()).add(label)) {
            verdict.add(Kind.PERIOD_WITHIN, rule, label, 0, what + " within " + span.words());
        } else {
            verdict.add(Kind.NOT_NEWEST, rule, label, 0, what + ": has a newer one");
        }
    }

    private boolean isWithin(Verdict verdict, RetentionSpan span) {
        return !verdict.candidate.time().isBefore(span.before(now, rules.zone()));
    }

    private void named(Verdict verdict) {
        for (String tag : rules.tags()) {
            if (verdict.candidate.tags().contains(tag)) {
                verdict.add(Kind.TAG, RetentionText.wordRule("tag", tag), tag, 0, "tag " + tag);
            }
        }
        for (String id : rules.ids()) {
            if (verdict.candidate.id().startsWith(id)) {
                verdict.add(Kind.ID, RetentionText.wordRule("id", id), id, 0, "id " + id);
            }
        }
        String tag = rules.protectTag();
        if (verdict.candidate.tags().contains(tag)) {
            String rule = RetentionText.wordRule("protect", tag);
            verdict.add(Kind.PROTECTED, rule, tag, 0, "protected by tag " + tag);
        }
    }

    /** What is known of a group when some of its snapshots, the newest, have been decided about. */
    private static final class Group {
        private final Map<RetentionPeriod, Map<String, Integer>> numbers = new EnumMap<>(RetentionPeriod.class);
        private final Map<RetentionPeriod, Set<String>> labels = new EnumMap<>(RetentionPeriod.class);
        private int size;
    }

    /** Gathers what speaks for and against one snapshot. */
    private static final class Verdict {
        private final RetentionCandidate candidate;
        private final List<RetentionReason> keeps = new ArrayList<>();
        private final List<RetentionReason> misses = new ArrayList<>();

        Verdict(RetentionCandidate candidate) {
            this.candidate = candidate;
        }

        void add(Kind kind, String rule, String subject, int number, String text) {
            (kind.keeps() ? keeps : misses).add(new RetentionReason(kind, rule, subject, number, text));
        }

        RetentionDecision decision() {
            if (keeps.isEmpty() && misses.isEmpty()) {
                add(Kind.NOT_NAMED, "", "", 0, "no rule names it");
            }
            boolean keep = !keeps.isEmpty();
            return new RetentionDecision(candidate, keep, keep ? keeps : misses);
        }
    }
}
