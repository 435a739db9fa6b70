package io.coffer.examples.cli;

import io.coffer.backup.Manifest;
import io.coffer.backup.Problem;
import io.coffer.backup.Progress;
import io.coffer.backup.ProgressListener;
import java.io.PrintWriter;

/**
 * Shows on standard error how an operation gets on: problems as lines, and on a terminal one line that is written
 * over and over. Used by one thread at a time.
 */
final class ProgressBar implements ProgressListener, AutoCloseable {
    private static final int BAR = 10;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Console console;
    private final String unit;
    private final boolean quiet;
    private boolean drawn;
    private int problems;

    /**
     * Makes one.
     *
     * @param console to write to
     * @param unit what the operation counts, such as {@code files}
     * @param quiet whether to say nothing at all, because the result lists the problems
     */
    ProgressBar(Console console, String unit, boolean quiet) {
        this.console = console;
        this.unit = unit;
        this.quiet = quiet;
    }

    @Override
    public void progress(Progress progress) {
        if (quiet || !console.isTerminal()) {
            return;
        }
        String line = line(progress, unit);
        // One column stays free: some terminals begin a new line as soon as the last one is taken.
        int width = Math.max(1, console.columns() - 1);
        write(CLEAR_LINE + (line.length() > width ? line.substring(0, width) : line));
        drawn = true;
    }

    @Override
    public void problem(Problem problem) {
        problems++;
        if (quiet || problems > Manifest.MAX_PROBLEMS) {
            return;
        }
        clear();
        String kind = switch (problem.kind()) {
            case UNREADABLE -> "not read";
            case CHANGING -> "changed while it was read";
            case NOT_WRITTEN -> "not written";
            case NOT_KEPT -> "not kept";
        };
        console.err().println("coffer: " + kind + ": " + Escape.text(problem.toString()));
        if (problems == Manifest.MAX_PROBLEMS) {
            console.err().println("coffer: further problems are only counted");
        }
    }

    /** Takes the line away, so that the result stands in its place. */
    @Override
    public void close() {
        clear();
    }

    private void clear() {
        if (drawn) {
            write(CLEAR_LINE);
            drawn = false;
        }
    }

    private void write(String text) {
        PrintWriter err = console.err();
        err.print(text);
        err.flush();
    }

    /** Bar, percentage, items, bytes, rate, time left; without what is not known. */
    static String line(Progress progress, String unit) {
        StringBuilder line = new StringBuilder();
        double fraction = progress.fraction();
        if (fraction >= 0) {
            int full = (int) (fraction * BAR);
            line.append('[')
                    .append("#".repeat(full))
                    .append("-".repeat(BAR - full))
                    .append("] ");
            line.append(Format.right((int) (fraction * 100) + "%", 4)).append("  ");
        }
        line.append(Format.count(progress.items()));
        if (progress.totalItems() >= 0) {
            line.append('/').append(Format.count(progress.totalItems()));
        }
        line.append(' ').append(unit).append("  ").append(Format.bytes(progress.bytes()));
        if (progress.totalBytes() >= 0) {
            line.append('/').append(Format.bytes(progress.totalBytes()));
        }
        double seconds = progress.elapsed().toMillis() / 1000.0;
        if (seconds >= 1) {
            line.append("  ")
                    .append(Format.bytes((long) (progress.bytes() / seconds)))
                    .append("/s");
            if (fraction > 0 && fraction < 1) {
                long left = Math.round(seconds * (1 - fraction) / fraction);
                line.append("  ").append(Format.clock(left)).append(" left");
            }
        }
        return line.toString();
    }
}
