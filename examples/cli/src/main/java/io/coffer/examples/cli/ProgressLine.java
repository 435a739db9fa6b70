package io.coffer.examples.cli;

import io.coffer.backup.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How an operation gets on, in one line: bar, percentage, items, bytes, rate, time left, without what is not known. As
 * long as nothing is done, it says what is counted or waited for instead of the last two.
 */
final class ProgressLine {
    private static final int BAR = 10;
    /** Beyond the letters of Europe and the Middle East a character may take two columns. */
    private static final int FIRST_THAT_MAY_BE_WIDE = 0x1100;

    /** Parts that a narrow terminal goes without, in this order. Half a figure would be a wrong one. */
    private enum Part {
        BAR,
        ITEMS,
        BYTES,
        RATE
    }

    private final Progress progress;
    private final String unit;
    private final double seconds;
    private final double fraction;

    private ProgressLine(Progress progress, String unit, Duration idle) {
        this.progress = progress;
        this.unit = unit;
        this.seconds = progress.elapsed().minus(idle).toMillis() / 1000.0;
        this.fraction = progress.fraction();
    }

    /**
     * Makes a line.
     *
     * @param progress of the operation
     * @param unit what its items are
     * @param idle how long nothing was done at first, which says nothing of how fast it goes
     * @param width how many columns there are
     */
    static String of(Progress progress, String unit, Duration idle, int width) {
        ProgressLine line = new ProgressLine(progress, unit, idle);
        String text = line.without(0);
        for (int less = 1; less <= Part.values().length && text.length() > width; less++) {
            text = line.without(less);
        }
        return cut(text, width);
    }

    static boolean isIdle(Progress progress) {
        return progress.items() == 0 && progress.bytes() == 0;
    }

    private String without(int less) {
        List<String> parts = new ArrayList<>();
        if (fraction >= 0) {
            String percentage = Format.right((int) (fraction * 100) + "%", 4);
            parts.add(less > Part.BAR.ordinal() ? percentage : bar() + " " + percentage);
        }
        if (less <= Part.ITEMS.ordinal()) {
            parts.add(of(Format.count(progress.items()), progress.totalItems(), Format.count(progress.totalItems()))
                    + " " + unit);
        }
        boolean hasBytes = progress.bytes() > 0 || progress.totalBytes() >= 0;
        if (hasBytes && less <= Part.BYTES.ordinal()) {
            parts.add(of(Format.bytes(progress.bytes()), progress.totalBytes(), Format.bytes(progress.totalBytes())));
        }
        String current = progress.current();
        if (isIdle(progress)) {
            if (current != null) {
                parts.add(Escape.text(current));
            }
        } else if (seconds >= 1) {
            if (hasBytes && less <= Part.RATE.ordinal()) {
                parts.add(Format.bytes((long) (progress.bytes() / seconds)) + "/s");
            }
            if (fraction > 0 && fraction < 1) {
                parts.add(Format.clock(Math.round(seconds * (1 - fraction) / fraction)) + " left");
            }
        }
        return String.join("  ", parts);
    }

    private String bar() {
        int full = (int) (fraction * BAR);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }

    private static String of(String done, long total, String text) {
        return total < 0 ? done : done + "/" + text;
    }

    private static String cut(String line, int width) {
        int columns = 0;
        int end = 0;
        while (end < line.length()) {
            int character = line.codePointAt(end);
            columns += character < FIRST_THAT_MAY_BE_WIDE ? 1 : 2;
            if (columns > width) {
                break;
            }
            end += Character.charCount(character);
        }
        return line.substring(0, end);
    }
}
