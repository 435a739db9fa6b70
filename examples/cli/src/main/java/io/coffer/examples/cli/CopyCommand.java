package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.CopyResult;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Copies snapshots into another repository. */
final class CopyCommand extends Command {
    private static final String TO = "--to";
    private static final OtherRepository OTHER = new OtherRepository(TO);

    @Override
    CommandSpec describe() {
        CommandSpec spec = describe(
                        "Copy snapshots into another repository, which may have other keys. What it has is passed over.")
                .addPositional(Options.parameter(
                        String[].class,
                        "0..*",
                        "0..*",
                        "SNAPSHOT",
                        "First digits of the ids of snapshots, or \"latest\"; all when none is named."));
        OTHER.addTo(spec, "The repository to copy to; it must be there.", true);
        return spec;
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        List<Snapshot> snapshots = new ArrayList<>();
        for (String id : arguments.parameter(0, new String[0])) {
            snapshots.add(repository.snapshot(id));
        }
        if (snapshots.isEmpty()) {
            snapshots.addAll(repository.snapshots());
        }
        CopyResult result;
        try (Repository destination = OTHER.open(arguments);
                ProgressBar progress = new ProgressBar(console, "entries", arguments.has(Arguments.JSON))) {
            result = repository
                    .copy(snapshots)
                    .to(destination)
                    .onProgress(progress)
                    .run();
        }
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> write(json, result));
        } else {
            print(result, console);
        }
        return result.failed().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void print(CopyResult result, Console console) throws IOException {
        for (CopyResult.Copied copied : result.copied()) {
            console.println("snapshot " + shortId(copied.snapshot()) + " is now " + shortId(copied.copy()));
        }
        for (CopyResult.Failed failed : result.failed()) {
            console.println("not copied: " + shortId(failed.snapshot()) + ": " + Escape.text(failed.message()));
        }
        console.println("copied " + Format.count(result.copied().size(), "snapshot", "snapshots") + ", "
                + result.present().size() + " already there; read " + Format.bytes(result.readBytes()) + "; "
                + Format.bytes(result.newBytes()) + " new, stored as " + Format.bytes(result.storedBytes())
                + "; took " + Format.duration(result.duration()));
    }

    private static String shortId(String id) {
        return id.substring(0, 8);
    }

    private static void write(JsonGenerator json, CopyResult result) throws IOException {
        json.writeStringField("method", result.method().name());
        write(json, "copied", result.copied());
        write(json, "present", result.present());
        json.writeArrayFieldStart("failed");
        for (CopyResult.Failed failed : result.failed()) {
            json.writeStartObject();
            json.writeStringField("snapshot", failed.snapshot());
            json.writeStringField("message", failed.message());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("readBytes", result.readBytes());
        json.writeNumberField("newContents", result.newContents());
        json.writeNumberField("newBytes", result.newBytes());
        json.writeNumberField("storedBytes", result.storedBytes());
        json.writeNumberField("seconds", result.duration().toMillis() / 1000.0);
    }

    private static void write(JsonGenerator json, String name, List<CopyResult.Copied> copies) throws IOException {
        json.writeArrayFieldStart(name);
        for (CopyResult.Copied copied : copies) {
            json.writeStartObject();
            json.writeStringField("snapshot", copied.snapshot());
            json.writeStringField("copy", copied.copy());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
