package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.spi.decorator.RetryingObjectStore;
import io.coffer.backup.testkit.ValidationReport.Outcome;
import io.coffer.backup.testkit.ValidationReport.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@link Validation} as a program. It exits with 0 when the storage does what it should, with 1 when it does not or
 * cannot be reached, and with 2 when it was called wrongly.
 *
 * <pre>{@code
 * java -cp "..." io.coffer.backup.testkit.Validate [--thorough] [--settle SECONDS] [--stack-traces] URI
 * }</pre>
 */
public final class Validate {
    private static final String USAGE = """
            usage: Validate [--thorough] [--settle SECONDS] [--stack-traces] URI

            Runs the contract of stores, and the engine, on a storage: below a fresh random place under URI
            (such as s3://bucket/prefix), which is emptied at the end. Nothing else there is read or changed.

            --thorough         the numbers and sizes that providers are tested with; without it a tenth
            --settle SECONDS   how long a storage without strong consistency takes to show what was written
            --stack-traces     shows where tests failed
            """;

    private final PrintStream out;
    private boolean stackTraces;

    private Validate(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs a validation and ends the program.
     *
     * @param arguments options, and the URI of a storage
     */
    public static void main(String... arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    /** Gives the exit code. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        if (List.of(arguments).contains("--help")) {
            out.print(USAGE);
            return 0;
        }
        try {
            return new Validate(out).run(new ArrayDeque<>(List.of(arguments)));
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return 2;
        } catch (IOException e) {
            err.println("The storage cannot be used: " + e.getMessage());
            return 1;
        }
    }

    private int run(Deque<String> arguments) throws IOException {
        boolean thorough = false;
        Duration settling = Duration.ZERO;
        String location = null;
        for (String argument = arguments.poll(); argument != null; argument = arguments.poll()) {
            switch (argument) {
                case "--thorough" -> thorough = true;
                case "--stack-traces" -> stackTraces = true;
                case "--settle" -> settling = seconds(arguments.poll());
                default -> {
                    if (argument.startsWith("-") || location != null) {
                        throw new IllegalArgumentException("not an option: " + argument);
                    }
                    location = argument;
                }
            }
        }
        if (location == null) {
            throw new IllegalArgumentException("the URI of a storage is missing");
        }
        Validation validation = Validation.of(location)
                .settling(settling)
                .through(Validate::retrying)
                .onResult(this::print);
        out.println("What is made is made below " + validation.place() + ", and removed at the end.\n");
        ValidationReport report = (thorough ? validation.thorough() : validation).run();
        print(report);
        return report.ok() ? 0 : 1;
    }

    /** As a repository uses it: what a network fails to do once is no finding. */
    private static ObjectStore retrying(ObjectStore store) {
        return store.capabilities().remote() ? new RetryingObjectStore(store, RetryPolicy.REMOTE) : store;
    }

    private static Duration seconds(@Nullable String text) {
        try {
            return Duration.ofMillis((long) (Double.parseDouble(String.valueOf(text)) * 1000));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--settle needs a number of seconds, was " + text, e);
        }
    }

    private void print(Result result) {
        out.println(result);
        Throwable failure = result.failure();
        if (stackTraces && failure != null) {
            failure.printStackTrace(out);
        }
    }

    private void print(ValidationReport report) {
        out.println();
        out.printf(
                Locale.ROOT,
                "%d passed, %d failed, %d skipped. %d objects below %s were removed.%n",
                report.count(Outcome.PASSED),
                report.count(Outcome.FAILED),
                report.count(Outcome.SKIPPED),
                report.removedObjects(),
                report.location());
        if (!report.leftovers().isEmpty()) {
            out.println("Not removed:");
            report.leftovers().forEach(leftover -> out.println("  " + leftover));
        }
    }
}
