package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** Makes the index anew. */
final class RebuildIndexCommand extends Command {
    @Override
    CommandSpec describe() {
        return describe("Write the index anew from the packs, where it is lost or damaged.");
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        int packs = repository.rebuildIndex();
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> json.writeNumberField("packs", packs));
        } else {
            console.println("the new index names " + Format.count(packs, "pack", "packs"));
        }
        return ExitCode.OK;
    }
}
