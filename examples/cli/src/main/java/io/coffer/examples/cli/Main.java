package io.coffer.examples.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts the command line. */
public final class Main {
    /** What Java makes of bytes that it cannot decode. */
    private static final char NO_TEXT = '\uFFFD';

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
     * @return an {@link ExitCode}
     */
    static int run(String[] arguments, Console console, Map<String, String> environment) {
        try {
            int code = execute(arguments, console, environment);
            console.flush();
            return code;
        } catch (ParameterException wrong) {
            return reportUsage(wrong, console);
        } catch (Exception | OutOfMemoryError e) {
            return report(e, List.of(arguments).contains(Arguments.DEBUG), console);
        }
    }

    private static int execute(String[] arguments, Console console, Map<String, String> environment)
            throws IOException {
        CommandLine line = Coffer.commandLine(arguments);
        line.setOut(console.outForHelp());
        for (String argument : arguments) {
            if (argument.indexOf(NO_TEXT) >= 0) {
                throw new ParameterException(
                        line,
                        "\"" + argument + "\" has bytes that are no text in this locale; under LC_ALL=C any bytes are"
                                + " taken");
            }
        }
        ParseResult parsed = line.parseArgs(arguments);
        if (CommandLine.executeHelpRequest(parsed) != null) {
            return ExitCode.OK;
        }
        if (!parsed.hasSubcommand()) {
            throw new ParameterException(line, "a command is missing");
        }
        Command command = (Command) parsed.subcommand().commandSpec().userObject();
        return command.run(new Arguments(parsed, environment), console);
    }

    private static int report(Throwable failure, boolean debug, Console console) {
        if (failure instanceof OutputException closed && closed.isBrokenPipe()) {
            return ExitCode.FAILED;
        }
        console.err().println("coffer: " + ErrorText.of(failure));
        if (debug) {
            failure.printStackTrace(console.err());
        }
        return ErrorText.isInterruption(failure) ? ExitCode.INTERRUPTED : ExitCode.FAILED;
    }

    private static int reportUsage(ParameterException wrong, Console console) {
        console.err().println("coffer: " + Escape.text(String.valueOf(wrong.getMessage())));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> similar = unmatched.getSuggestions();
            if (!similar.isEmpty()) {
                console.err().println("coffer: perhaps " + String.join(", ", similar));
            }
        }
        console.err().println("Try: " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }
}
