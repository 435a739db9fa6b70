package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryStatistics;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** Counts what is stored. */
final class StatsCommand extends Command {
    private static final int LABEL_WIDTH = 12;

    @Override
    CommandSpec describe() {
        return describe("Count what is stored.");
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        RepositoryStatistics statistics = repository.statistics();
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> write(json, statistics));
        } else {
            print(console, "snapshots", Format.count(statistics.snapshots()));
            print(
                    console,
                    "contents",
                    Format.count(statistics.contents()) + ", " + Format.bytes(statistics.contentBytes())
                            + " before compression");
            print(console, "packs", Format.count(statistics.packs()) + ", " + Format.bytes(statistics.packBytes()));
            print(console, "index", Format.bytes(statistics.indexBytes()));
            print(
                    console,
                    "all objects",
                    Format.count(statistics.objects()) + ", " + Format.bytes(statistics.totalBytes()));
        }
        return ExitCode.OK;
    }

    private static void print(Console console, String label, String value) throws IOException {
        console.println(Format.left(label, LABEL_WIDTH) + value);
    }

    private static void write(JsonGenerator json, RepositoryStatistics statistics) throws IOException {
        json.writeNumberField("snapshots", statistics.snapshots());
        json.writeNumberField("packs", statistics.packs());
        json.writeNumberField("contents", statistics.contents());
        json.writeNumberField("contentBytes", statistics.contentBytes());
        json.writeNumberField("packBytes", statistics.packBytes());
        json.writeNumberField("indexBytes", statistics.indexBytes());
        json.writeNumberField("totalBytes", statistics.totalBytes());
        json.writeNumberField("objects", statistics.objects());
    }
}
