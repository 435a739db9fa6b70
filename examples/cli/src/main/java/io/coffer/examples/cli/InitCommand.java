package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryInfo;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Creates the repository. */
@Command(name = "init", description = "Create a repository where there is none.")
final class InitCommand extends RepositoryCommand {
    @Override
    Repository open(Coffer coffer) throws IOException {
        return coffer.repository().create();
    }

    @Override
    int run(Repository repository, Console console) throws IOException {
        RepositoryInfo info = repository.info();
        if (isJson()) {
            console.printJson(json -> {
                json.writeStringField("repository", info.id().toString());
                json.writeStringField("location", info.location());
                json.writeNumberField("formatVersion", info.formatVersion());
            });
        } else {
            console.println("created repository " + info.id() + " at " + Escape.text(info.location()));
        }
        return ExitCode.OK;
    }
}
