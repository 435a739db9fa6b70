package io.coffer.backup;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** The text of a policy, both ways. What it looks like is said at {@link RetentionPolicy#parse}. */
final class RetentionText {
    private static final String WITHIN = "within";
    private static final Set<String> REPEATABLE = Set.of("tag", "id");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

    private RetentionText() {}

    static String print(RetentionRules rules) {
        StringJoiner text = new StringJoiner(", ");
        if (rules.last() != 0) {
            text.add(countRule("last", rules.last()));
        }
        for (Map.Entry<RetentionPeriod, Integer> rule : rules.counts().entrySet()) {
            text.add(countRule(rule.getKey().word(), rule.getValue()));
        }
        if (rules.within() != null) {
            text.add(withinRule(rules.within()));
        }
        for (Map.Entry<RetentionPeriod, RetentionSpan> rule : rules.withins().entrySet()) {
            text.add(withinRule(rule.getKey(), rule.getValue()));
        }
        for (String tag : rules.tags()) {
            text.add(wordRule("tag", tag));
        }
        for (String id : rules.ids()) {
            text.add(wordRule("id", id));
        }
        if (!rules.protectTag().equals(RetentionPolicy.PROTECT_TAG)) {
            text.add(wordRule("protect", rules.protectTag()));
        }
        if (!rules.groupBy().equals(RetentionPolicyBuilder.DEFAULT_GROUPS)) {
            text.add("group=" + groups(rules.groupBy()));
        }
        if (rules.allowEmptyGroups()) {
            text.add("allow-empty-groups=true");
        }
        return text.add("zone=" + rules.zone().getId()).toString();
    }

    static String countRule(String key, int count) {
        return key + "=" + count(count);
    }

    static String count(int count) {
        return count == RetentionPolicy.ALL ? "all" : Integer.toString(count);
    }

    static String withinRule(RetentionSpan span) {
        return WITHIN + "=" + span;
    }

    static String withinRule(RetentionPeriod period, RetentionSpan span) {
        return WITHIN + "-" + period.word() + "=" + span;
    }

    static String wordRule(String key, String word) {
        boolean plain = word.chars().noneMatch(c -> ",=\"\\".indexOf(c) >= 0 || Character.isWhitespace(c));
        return key + "=" + (plain ? word : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }

    private static String groups(Set<GroupBy> groups) {
        StringJoiner text = new StringJoiner("+").setEmptyValue("none");
        for (GroupBy group : groups) {
            text.add(group.name().toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    static RetentionPolicy parse(String text) {
        RetentionPolicyBuilder builder = new RetentionPolicyBuilder();
        List<String> fragments = text.isBlank() ? List.of() : split(text);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < fragments.size(); i++) {
            String fragment = fragments.get(i).strip();
            try {
                apply(builder, fragment, keys);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "retention policy, part " + (i + 1) + " \"" + fragment + "\": " + e.getMessage(), e);
            }
        }
        return builder.build();
    }

    /** Cuts at the commas that do not stand in quotes. */
    private static List<String> split(String text) {
        List<String> fragments = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fragments.add(text.substring(start, i));
                start = i + 1;
            }
        }
        fragments.add(text.substring(start));
        return fragments;
    }

    private static void apply(RetentionPolicyBuilder builder, String fragment, Set<String> keys) {
        int equals = fragment.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("expected key=value, such as daily=7");
        }
        String key = fragment.substring(0, equals).strip();
        String value = unquote(fragment.substring(equals + 1).strip());
        if (!keys.add(key) && !REPEATABLE.contains(key)) {
            throw new IllegalArgumentException("expected " + key + " only once");
        }
        switch (key) {
            case "last" -> builder.keepLast(parseCount(value));
            case WITHIN -> builder.keepWithin(RetentionSpan.parse(value));
            case "tag" -> builder.keepTags(value);
            case "id" -> builder.keepIds(value);
            case "protect" -> builder.protectTag(value);
            case "group" -> builder.groupBy(parseGroups(value).toArray(GroupBy[]::new));
            case "allow-empty-groups" -> {
                if (parseBoolean(value)) {
                    builder.allowEmptyGroups();
                }
            }
            case "zone" -> builder.zone(parseZone(value));
            default -> applyPeriod(builder, key, value);
        }
    }

    private static void applyPeriod(RetentionPolicyBuilder builder, String key, String value) {
        for (RetentionPeriod period : RetentionPeriod.values()) {
            if (key.equals(period.word())) {
                builder.keep(period, parseCount(value));
                return;
            }
            if (key.equals(WITHIN + "-" + period.word())) {
                builder.keepWithin(period, RetentionSpan.parse(value));
                return;
            }
        }
        StringJoiner words = new StringJoiner(", ");
        StringJoiner withins = new StringJoiner(", ");
        for (RetentionPeriod period : RetentionPeriod.values()) {
            words.add(period.word());
            withins.add(WITHIN + "-" + period.word());
        }
        throw new IllegalArgumentException("unknown key \"" + key + "\", expected one of last, " + words + ", within, "
                + withins + ", tag, id, protect, group, allow-empty-groups, zone");
    }

    private static String unquote(String value) {
        if (!value.startsWith("\"")) {
            if (value.indexOf('"') >= 0) {
                throw new IllegalArgumentException("expected quotes around the whole value or none");
            }
            return value;
        }
        StringBuilder text = new StringBuilder();
        int i = 1;
        while (i < value.length() && value.charAt(i) != '"') {
            if (value.charAt(i) == '\\' && ++i == value.length()) {
                break;
            }
            text.append(value.charAt(i++));
        }
        if (i >= value.length()) {
            throw new IllegalArgumentException("expected a closing quote");
        }
        if (i < value.length() - 1) {
            throw new IllegalArgumentException("expected nothing after the closing quote");
        }
        return text.toString();
    }

    private static int parseCount(String value) {
        if (value.equals("all") || value.equals("-1")) {
            return RetentionPolicy.ALL;
        }
        // The largest count has ten digits, and not every number of ten digits is a count.
        if (!DIGITS.matcher(value).matches() || Long.parseLong(value) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected a count such as 7, or all");
        }
        return Integer.parseInt(value);
    }

    private static Set<GroupBy> parseGroups(String value) {
        Set<GroupBy> groups = EnumSet.noneOf(GroupBy.class);
        if (value.equals("none")) {
            return groups;
        }
        for (String word : value.split("\\+", -1)) {
            boolean known = false;
            for (GroupBy group : GroupBy.values()) {
                if (word.strip().equals(group.name().toLowerCase(Locale.ROOT))) {
                    known = groups.add(group);
                }
            }
            if (!known) {
                throw new IllegalArgumentException("expected host, sources and tags, each at most once and joined by +,"
                        + " or none; found \"" + word.strip() + "\"");
            }
        }
        return groups;
    }

    private static boolean parseBoolean(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("expected true or false");
        }
        return value.equals("true");
    }

    private static ZoneId parseZone(String value) {
        try {
            return ZoneId.of(value);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expected a time zone such as Europe/Berlin, +01:00 or UTC", e);
        }
    }
}
