package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** A command: opens the repository, does something with it, and prints the result. */
abstract class Command {
    /** Says what can be typed after the name of the command. */
    abstract CommandSpec describe();

    /** The start of a description. */
    final CommandSpec describe(String text) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
        spec.usageMessage().description(text);
        return spec;
    }

    /**
     * Runs the command.
     *
     * @param arguments as typed
     * @param console where the result goes
     * @return an {@link ExitCode}
     */
    final int run(Arguments arguments, Console console) throws IOException {
        try (Repository repository = open(arguments)) {
            return run(arguments, repository, console);
        }
    }

    /** Opens the repository that is there. */
    Repository open(Arguments arguments) throws IOException {
        return arguments.repository().open();
    }

    /**
     * Does the work and prints the result.
     *
     * @param arguments as typed
     * @param repository closed by the caller
     * @param console where the result goes
     * @return an {@link ExitCode}
     */
    abstract int run(Arguments arguments, Repository repository, Console console) throws IOException;
}
