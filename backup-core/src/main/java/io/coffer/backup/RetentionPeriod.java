package io.coffer.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** The periods of the calendar of which a policy keeps one snapshot each. */
enum RetentionPeriod {
    HOUR("hourly"),
    DAY("daily"),
    WEEK("weekly"),
    MONTH("monthly"),
    QUARTER("quarterly"),
    YEAR("yearly");

    // With the offset: when clocks go back, the hour that comes twice is two hours.
    private static final DateTimeFormatter HOUR_FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mmXXX", Locale.ROOT);

    // The first and last instants have no local time in every zone. A damaged manifest may have such a time.
    private static final Instant EARLIEST = Instant.MIN.plus(Duration.ofDays(1000));
    private static final Instant LATEST = Instant.MAX.minus(Duration.ofDays(1000));

    private final String word;

    RetentionPeriod(String word) {
        this.word = word;
    }

    /** What the period is called in the text of a policy and in reasons. */
    String word() {
        return word;
    }

    /**
     * Names the period that a time lies in. The name identifies it: it need not be one stretch of time, as
     * where clocks go back over midnight and a day ends twice.
     */
    String label(Instant time, ZoneId zone) {
        ZonedDateTime local = local(time, zone);
        return switch (this) {
            case HOUR -> local.truncatedTo(ChronoUnit.HOURS).format(HOUR_FORMAT);
            case DAY -> local.toLocalDate().toString();
            case WEEK ->
                String.format(
                        Locale.ROOT,
                        "%04d-W%02d",
                        local.get(IsoFields.WEEK_BASED_YEAR),
                        local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case MONTH -> YearMonth.from(local).toString();
            case QUARTER ->
                String.format(Locale.ROOT, "%04d-Q%d", local.getYear(), local.get(IsoFields.QUARTER_OF_YEAR));
            case YEAR -> String.format(Locale.ROOT, "%04d", local.getYear());
        };
    }

    /** Gives the local time, or the nearest one that there is. */
    static ZonedDateTime local(Instant time, ZoneId zone) {
        Instant known = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
        return known.atZone(zone);
    }
}
