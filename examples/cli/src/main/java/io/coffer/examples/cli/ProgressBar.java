package io.coffer.examples.cli;

import io.coffer.backup.Manifest;
import io.coffer.backup.Problem;
import io.coffer.backup.Progress;
import io.coffer.backup.ProgressListener;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows on standard error how an operation gets on: problems as lines, and on a terminal one line that is written
 * over and over. Used by one thread at a time.
 */
final class ProgressBar implements ProgressListener, AutoCloseable {
    private static final String CLEAR_LINE = "\r\u001b[K";
    /** A line that is too long once the terminal has been made narrower must not go on in the next one. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final Console console;
    private final String unit;
    private final boolean quiet;
    /** Until here nothing was done: what is counted or waited for before says nothing of how fast it goes. */
    private Duration idle = Duration.ZERO;

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

    /** Whether somebody sees how the operation gets on. */
    boolean isShown() {
        return !quiet && console.isTerminal();
    }

    @Override
    public void progress(Progress progress) {
        if (!isShown()) {
            return;
        }
        if (ProgressLine.isIdle(progress)) {
            idle = progress.elapsed();
        }
        // One column stays free: some terminals begin a new line as soon as the last one is taken.
        int width = Math.max(1, console.columns() - 1);
        write(CLEAR_LINE + NO_WRAP + ProgressLine.of(progress, unit, idle, width) + WRAP);
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
}
