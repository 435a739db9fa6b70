package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.Repository;
import io.coffer.backup.RestoreOperation;
import io.coffer.backup.RestoreOperation.Conflict;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** Writes a snapshot into a directory. */
final class RestoreCommand extends Command {
    private static final String TARGET = "--target";
    private static final String INCLUDE = "--include";
    private static final String CONFLICT = "--conflict";
    private static final String DELETE = "--delete";

    @Override
    CommandSpec describe() {
        return describe("Write a snapshot into a directory.")
                .addPositional(Options.snapshot())
                .addOption(Options.value(Path.class, "DIR", "Where to write to; made when it is not there.", TARGET)
                        .required(true)
                        .build())
                .addOption(Options.value(
                                String[].class,
                                "PATTERN",
                                "Restore only what matches, with all under it; patterns as for backup.",
                                INCLUDE)
                        .build())
                .addOption(Options.value(
                                Conflict.class,
                                "fail|skip|different|always",
                                "What happens where something is in the way: end with an error (the default), leave"
                                        + " it, replace it if it differs in type, size or time, or replace it"
                                        + " always.",
                                CONFLICT)
                        .converters(new ConflictConverter())
                        .build())
                .addOption(Options.flag("Remove what is in the target but not in the snapshot.", DELETE)
                        .build());
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        Snapshot snapshot = repository.snapshot(arguments.parameter(0, ""));
        Path target = arguments.option(TARGET, Path.of(""));
        String[] includes = arguments.option(INCLUDE, new String[0]);
        RestoreResult result;
        try (ProgressBar progress = new ProgressBar(console, "entries", arguments.has(Arguments.JSON))) {
            RestoreOperation restore = repository
                    .restore(snapshot)
                    .to(target)
                    .onConflict(arguments.option(CONFLICT, Conflict.FAIL))
                    .onProgress(progress);
            if (includes.length > 0) {
                restore.include(includes);
            }
            if (progress.isShown()) {
                restore.countFirst();
            }
            if (arguments.has(DELETE)) {
                restore.deleteExtra();
            }
            result = restore.run();
        }
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> write(json, snapshot, result));
        } else {
            print(snapshot, target, result, console);
        }
        boolean nothing = result.files() + result.directories() + result.others() + result.skipped() == 0;
        if (nothing && includes.length > 0) {
            console.err()
                    .println("coffer: nothing in the snapshot matches " + Escape.text(String.join(", ", includes)));
            return ExitCode.INCOMPLETE;
        }
        return result.complete() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    @Override
    Repository open(Arguments arguments) throws IOException {
        if (arguments.has(DELETE) && arguments.has(INCLUDE)) {
            throw arguments.wrong("--delete and --include exclude each other: everything else would go");
        }
        return super.open(arguments);
    }

    private static void print(Snapshot snapshot, Path target, RestoreResult result, Console console)
            throws IOException {
        console.println("restored " + SnapshotsCommand.shortId(snapshot) + " to " + Escape.text(target.toString())
                + ": " + Format.count(result.files(), "file", "files") + ", " + Format.bytes(result.bytes())
                + "; took " + Format.duration(result.duration()));
        if (result.skipped() > 0 || result.deleted() > 0) {
            console.println("left " + Format.count(result.skipped(), "entry", "entries") + " as they were, removed "
                    + Format.count(result.deleted()));
        }
        if (!result.complete()) {
            console.println("incomplete: " + Format.count(result.problemCount(), "problem", "problems"));
        }
    }

    private static void write(JsonGenerator json, Snapshot snapshot, RestoreResult result) throws IOException {
        json.writeStringField("snapshot", snapshot.id());
        json.writeBooleanField("complete", result.complete());
        json.writeNumberField("files", result.files());
        json.writeNumberField("directories", result.directories());
        json.writeNumberField("others", result.others());
        json.writeNumberField("skipped", result.skipped());
        json.writeNumberField("deleted", result.deleted());
        json.writeNumberField("bytes", result.bytes());
        json.writeNumberField("seconds", result.duration().toMillis() / 1000.0);
        json.writeNumberField("problemCount", result.problemCount());
        Json.write(json, result.problems());
    }

    /** The words of the command line for the modes of the library. */
    static final class ConflictConverter implements ITypeConverter<Conflict> {
        @Override
        public Conflict convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "fail" -> Conflict.FAIL;
                case "skip" -> Conflict.SKIP;
                case "different" -> Conflict.OVERWRITE_IF_DIFFERENT;
                case "always" -> Conflict.OVERWRITE;
                default ->
                    throw new TypeConversionException(
                            "expected fail, skip, different or always, found \"" + value + "\"");
            };
        }
    }
}
