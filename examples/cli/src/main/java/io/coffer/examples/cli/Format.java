package io.coffer.examples.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Figures as people read them, the same in every locale. Without java.util.Formatter, which starts slowly. */
final class Format {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Format() {}

    /** Such as {@code 1,234}. */
    static String count(long number) {
        StringBuilder text = new StringBuilder(Long.toString(number));
        int first = number < 0 ? 1 : 0;
        for (int i = text.length() - 3; i > first; i -= 3) {
            text.insert(i, ',');
        }
        return text.toString();
    }

    /** Such as {@code 1 file} and {@code 2 files}. */
    static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /** Such as {@code 17 B} and {@code 1.2 GiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = 0;
        double value = bytes / 1024.0;
        while (value >= 1023.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return oneDigit(value) + " " + UNITS[unit];
    }

    /** Such as {@code 0.3 s}, {@code 2:05 min} and {@code 3:00:59 h}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return oneDigit(duration.toMillis() / 1000.0) + " s";
        }
        return seconds < 3600 ? clock(seconds) + " min" : clock(seconds) + " h";
    }

    /** Such as {@code 0:07}, {@code 2:05} and {@code 3:00:59}. */
    static String clock(long seconds) {
        String minutesAndSeconds = seconds / 60 % 60 + ":" + twoDigits(seconds % 60);
        if (seconds < 3600) {
            return minutesAndSeconds;
        }
        return seconds / 3600 + ":" + (seconds / 60 % 60 < 10 ? "0" : "") + minutesAndSeconds;
    }

    /** Such as {@code 2026-11-21 03:15:00}, in the zone of the machine. */
    static String time(Instant time) {
        LocalDateTime local =
                LocalDateTime.ofInstant(time, ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        String text = local.toString().replace('T', ' ');
        // LocalDateTime leaves seconds out when they are zero.
        return local.getSecond() == 0 ? text + ":00" : text;
    }

    /** With blanks at the end, up to a width. */
    static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** With blanks at the start, up to a width. */
    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String oneDigit(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
