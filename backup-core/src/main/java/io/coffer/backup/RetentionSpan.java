package io.coffer.backup;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far back a rule reaches: a time of the calendar, and one of the clock. A day of the calendar has 23
 * or 25 hours when clocks are changed.
 *
 * @param date years, months and days; none negative
 * @param time hours, minutes and seconds; not negative
 */
record RetentionSpan(Period date, Duration time) {
    // Far more than anyone means, and far less than what date arithmetic can bear.
    private static final int MAX = 999_999;

    static final String EXPECTED = "expected a span such as 3M, 1y6M, 10d or 36h"
            + " (y years, M months, w weeks, d days, h hours, min minutes, s seconds, in this order)";

    private static final Pattern TEXT = Pattern.compile("(?:(?<y>\\d{1,6})y)?(?:(?<M>\\d{1,6})M)?(?:(?<w>\\d{1,6})w)?"
            + "(?:(?<d>\\d{1,6})d)?(?:(?<h>\\d{1,6})h)?(?:(?<min>\\d{1,6})min)?(?:(?<s>\\d{1,6})s)?");

    RetentionSpan {
        boolean negative = date.isNegative() || time.isNegative();
        if (negative || (date.isZero() && time.isZero())) {
            throw new IllegalArgumentException("expected a span of more than nothing, was " + words(date, time));
        }
        if (time.getNano() != 0) {
            throw new IllegalArgumentException("expected a span of whole seconds, was " + time);
        }
        if (Math.max(date.getYears(), Math.max(date.getMonths(), date.getDays())) > MAX || time.toHours() > MAX) {
            throw new IllegalArgumentException(
                    "expected a span of at most " + MAX + " years, months, days or hours, was " + words(date, time));
        }
    }

    static RetentionSpan of(TemporalAmount amount) {
        if (amount instanceof Period period) {
            return new RetentionSpan(period, Duration.ZERO);
        }
        if (amount instanceof Duration duration) {
            return new RetentionSpan(Period.ZERO, duration);
        }
        throw new IllegalArgumentException("expected a java.time.Period or java.time.Duration, was "
                + amount.getClass().getName());
    }

    static RetentionSpan parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        int days = 7 * number(matcher, "w") + number(matcher, "d");
        Period date = Period.of(number(matcher, "y"), number(matcher, "M"), days);
        Duration time = Duration.ofHours(number(matcher, "h"))
                .plusMinutes(number(matcher, "min"))
                .plusSeconds(number(matcher, "s"));
        return new RetentionSpan(date, time);
    }

    private static int number(Matcher matcher, String group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /**
     * Finds where the span begins that ends at a time. Where that is ambiguous, because clocks went back,
     * it is the earlier one: in doubt the span is longer, and more is kept.
     */
    Instant before(Instant end, ZoneId zone) {
        try {
            return RetentionPeriod.local(end, zone)
                    .minus(date)
                    .withEarlierOffsetAtOverlap()
                    .toInstant()
                    .minus(time);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MIN; // before there were dates
        }
    }

    /** Gives the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return part(date.getYears(), "y")
                + part(date.getMonths(), "M")
                + part(date.getDays(), "d")
                + part(time.toHours(), "h")
                + part(time.toMinutesPart(), "min")
                + part(time.toSecondsPart(), "s");
    }

    private static String part(long count, String unit) {
        return count == 0 ? "" : count + unit;
    }

    /** Gives the text for people, such as {@code 1 year 6 months}. */
    String words() {
        return words(date, time);
    }

    private static String words(Period date, Duration time) {
        String words = word(date.getYears(), "year")
                + word(date.getMonths(), "month")
                + word(date.getDays(), "day")
                + word(time.toHours(), "hour")
                + word(time.toMinutesPart(), "minute")
                + word(time.toSecondsPart(), "second");
        return words.isEmpty() ? "0 seconds" : words.strip();
    }

    private static String word(long count, String unit) {
        return count == 0 ? "" : " " + count + " " + unit + (Math.abs(count) == 1 ? "" : "s");
    }
}
