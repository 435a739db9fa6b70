package io.coffer.examples.cli;

import io.coffer.backup.RetentionPolicy;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options that say which snapshots stay. */
final class Retention {
    private static final String POLICY = "--policy";
    private static final String[] PERIODS = {"hourly", "daily", "weekly", "monthly", "quarterly", "yearly"};

    private Retention() {}

    static CommandSpec addOptions(CommandSpec spec) {
        spec.addOption(Options.value(String.class, "N", "Keep the newest N snapshots.", "--keep-last")
                .build());
        for (String period : PERIODS) {
            spec.addOption(Options.value(
                            String.class,
                            "N",
                            "Keep the newest of each of the newest N " + unit(period) + " that have one.",
                            "--keep-" + period)
                    .build());
        }
        return spec.addOption(Options.value(
                                String.class,
                                "SPAN",
                                "Keep all that are not older, such as 3M or 10d. What somebody adds does not push them"
                                        + " out.",
                                "--keep-within")
                        .build())
                .addOption(Options.value(String[].class, "TAG", "Keep those that have the tag.", "--keep-tag")
                        .build())
                .addOption(Options.value(
                                String.class,
                                "TEXT",
                                "The policy as a text, such as \"last=3, daily=7, within=3M\", instead of the above.",
                                POLICY)
                        .build());
    }

    private static String unit(String period) {
        return period.equals("daily") ? "days" : period.replace("ly", "s");
    }

    /** What was asked for; null when nothing was. */
    static @Nullable RetentionPolicy of(Arguments arguments) {
        StringJoiner text = new StringJoiner(", ").setEmptyValue("");
        add(text, "last", arguments.option("--keep-last"));
        for (String period : PERIODS) {
            add(text, period, arguments.option("--keep-" + period));
        }
        add(text, "within", arguments.option("--keep-within"));
        for (String tag : arguments.option("--keep-tag", new String[0])) {
            add(text, "tag", '"' + tag.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        String policy = arguments.option(POLICY);
        if (policy != null && text.length() > 0) {
            throw arguments.wrong("give either " + POLICY + " or --keep options");
        }
        String whole = policy == null ? text.toString() : policy;
        if (whole.isEmpty()) {
            return null;
        }
        try {
            return RetentionPolicy.parse(whole);
        } catch (IllegalArgumentException wrong) {
            throw arguments.wrong(String.valueOf(wrong.getMessage()));
        }
    }

    private static void add(StringJoiner text, String key, @Nullable String value) {
        if (value != null) {
            text.add(key + "=" + value);
        }
    }
}
