package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.spi.encryption.RepositoryKey;
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
    int run(Arguments arguments, Console console) throws IOException {
        try (Repository repository = open(arguments)) {
            return run(arguments, repository, console);
        }
    }

    /** Opens the repository that is there; asks for a passphrase when one is needed and was not given. */
    Repository open(Arguments arguments) throws IOException {
        try (RepositoryKey key = arguments.key()) {
            RepositoryBuilder builder = arguments.repository();
            return key == null
                    ? KeyOptions.openOrAsk(builder, KeyOptions.REMEDY)
                    : builder.key(key).open();
        }
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
