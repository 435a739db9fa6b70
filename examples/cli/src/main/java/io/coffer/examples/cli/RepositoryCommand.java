package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** A command that opens the repository and does something with it. */
abstract class RepositoryCommand implements Callable<Integer> {
    @ParentCommand
    private Coffer coffer;

    @Override
    public Integer call() throws IOException {
        try (Repository repository = open(coffer)) {
            return run(repository, coffer.console());
        }
    }

    /** Opens the repository that is there. */
    Repository open(Coffer coffer) throws IOException {
        return coffer.repository().open();
    }

    /** Whether the result is wanted as JSON. */
    final boolean isJson() {
        return coffer.isJson();
    }

    /**
     * Does the work and prints the result.
     *
     * @param repository closed by the caller
     * @param console where the result goes
     * @return an {@link ExitCode}
     */
    abstract int run(Repository repository, Console console) throws IOException;
}
