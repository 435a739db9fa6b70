package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Makes the index anew. */
@Command(name = "rebuild-index", description = "Write the index anew from the packs, where it is lost or damaged.")
final class RebuildIndexCommand extends RepositoryCommand {
    @Override
    int run(Repository repository, Console console) throws IOException {
        int packs = repository.rebuildIndex();
        if (isJson()) {
            console.printJson(json -> json.writeNumberField("packs", packs));
        } else {
            console.println("the new index names " + Format.count(packs, "pack", "packs"));
        }
        return ExitCode.OK;
    }
}
