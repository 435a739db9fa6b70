package io.coffer.examples.cli;

import io.coffer.backup.OperationInterruptedException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts the command line. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param arguments as typed
     */
    public static void main(String[] arguments) {
        Interruption interruption = Interruption.ofThisThread();
        int code = run(arguments, Console.ofProcess(), System.getenv());
        interruption.exit(code);
    }

    /**
     * Runs one command.
     *
     * @param arguments as typed
     * @param console where results and errors go
     * @param environment variables of the process
     * @return an {@link ExitCode}, or 2 for wrong usage
     */
    static int run(String[] arguments, Console console, Map<String, String> environment) {
        Coffer coffer = new Coffer(console, environment);
        try {
            CommandLine line = new CommandLine(coffer);
            Commands.addTo(line, arguments);
            // After the commands were added: picocli hands these on to those that are there.
            line.setOut(console.outForHelp());
            line.setErr(console.err());
            line.setParameterExceptionHandler((wrong, ignored) -> reportUsage(wrong, console));
            line.setExecutionExceptionHandler((failure, ignored, parsed) -> report(failure, coffer, console));
            int code = line.execute(arguments);
            console.flush();
            return code;
        } catch (Exception | OutOfMemoryError e) {
            return report(e, coffer, console);
        }
    }

    private static int report(Throwable failure, Coffer coffer, Console console) {
        if (failure instanceof ParameterException wrong) {
            return reportUsage(wrong, console);
        }
        if (failure instanceof OutputException closed && closed.isBrokenPipe()) {
            return ExitCode.FAILED;
        }
        console.err().println("coffer: " + ErrorText.of(failure));
        if (coffer.isDebug()) {
            failure.printStackTrace(console.err());
        }
        return failure instanceof OperationInterruptedException ? ExitCode.INTERRUPTED : ExitCode.FAILED;
    }

    private static int reportUsage(ParameterException wrong, Console console) {
        CommandLine command = wrong.getCommandLine();
        console.err().println("coffer: " + Escape.text(String.valueOf(wrong.getMessage())));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> similar = unmatched.getSuggestions();
            if (!similar.isEmpty()) {
                console.err().println("coffer: perhaps " + String.join(", ", similar));
            }
        }
        console.err().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}
