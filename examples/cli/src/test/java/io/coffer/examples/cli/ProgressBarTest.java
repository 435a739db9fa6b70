package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Problem;
import io.coffer.backup.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final Progress HALF =
            new Progress(1234, 5000, 512 << 20, 1 << 30, "some/file", Duration.ofSeconds(10));

    private final StringWriter err = new StringWriter();

    private Console console(boolean terminal, int columns) {
        return new Console(new StringWriter(), new PrintWriter(err, true), terminal, columns);
    }

    @Test
    void measuresFromWhereSomethingWasDone() {
        ProgressBar bar = new ProgressBar(console(true, 120), "files", false);
        bar.progress(new Progress(0, 4000, 0, 1 << 29, "counting", Duration.ofSeconds(1)));
        bar.progress(new Progress(0, 5000, 0, 1 << 30, "counting", Duration.ofSeconds(2)));
        bar.progress(HALF);
        assertThat(err.toString()).endsWith("512.0 MiB/1.0 GiB  64.0 MiB/s  0:08 left\u001b[?7h");
    }

    @Test
    void isDrawnOnOneLineAndTakenAway() {
        try (ProgressBar bar = new ProgressBar(console(true, 80), "files", false)) {
            bar.progress(HALF);
        }
        assertThat(err.toString())
                .startsWith("\r\u001b[K\u001b[?7l[#####")
                .endsWith("left\u001b[?7h\r\u001b[K")
                .doesNotContain("\n");
    }

    @Test
    void isMadeForTheWidthOfTheTerminal() {
        new ProgressBar(console(true, 15), "files", false).progress(HALF);
        assertThat(err.toString()).isEqualTo("\r\u001b[K\u001b[?7l 50%  0:10 lef\u001b[?7h");
    }

    @Test
    void isNotDrawnWhereNobodyWatches() {
        try (ProgressBar bar = new ProgressBar(console(false, 80), "files", false)) {
            bar.progress(HALF);
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void problemsAreLinesOfTheirOwn() {
        try (ProgressBar bar = new ProgressBar(console(true, 80), "files", false)) {
            bar.progress(HALF);
            bar.problem(new Problem(Problem.Kind.UNREADABLE, "a\u001bb", "permission denied"));
        }
        assertThat(err.toString())
                .endsWith("\r\u001b[Kcoffer: not read: a\\x1bb: permission denied" + System.lineSeparator());
    }

    @Test
    void problemsAreNotPrintedForEver() {
        ProgressBar bar = new ProgressBar(console(false, 80), "files", false);
        for (int i = 0; i < 1500; i++) {
            bar.problem(new Problem(Problem.Kind.CHANGING, "file-" + i, "it changed"));
        }
        assertThat(err.toString().lines()).hasSize(1001).last().isEqualTo("coffer: further problems are only counted");
    }

    @Test
    void quietMeansQuiet() {
        try (ProgressBar bar = new ProgressBar(console(true, 80), "files", true)) {
            bar.progress(HALF);
            bar.problem(new Problem(Problem.Kind.UNREADABLE, "a", "b"));
        }
        assertThat(err.toString()).isEmpty();
    }
}
