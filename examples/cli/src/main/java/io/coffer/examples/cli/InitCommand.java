package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryInfo;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** Creates the repository. */
final class InitCommand extends Command {
    @Override
    CommandSpec describe() {
        return describe("Create a repository where there is none.");
    }

    @Override
    Repository open(Arguments arguments) throws IOException {
        return arguments.repository().create();
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        RepositoryInfo info = repository.info();
        if (arguments.has(Arguments.JSON)) {
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
