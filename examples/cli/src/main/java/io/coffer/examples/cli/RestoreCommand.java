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
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes a snapshot into a directory. */
@Command(name = "restore", description = "Write a snapshot into a directory.")
final class RestoreCommand extends RepositoryCommand {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "SNAPSHOT",
            description = "First digits of the id of a snapshot, or \"latest\".")
    private String id;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "DIR",
            description = "Where to write to; made when it is not there.")
    private Path target;

    @Option(
            names = "--include",
            paramLabel = "PATTERN",
            description = "Restore only what matches, with all under it; patterns as for backup.")
    private String[] includes = {};

    @Option(
            names = "--conflict",
            paramLabel = "fail|skip|different|always",
            converter = ConflictConverter.class,
            description = "What happens where something is in the way: end with an error (the default), leave it,"
                    + " replace it if it differs in type, size or time, or replace it always.")
    private Conflict conflict = Conflict.FAIL;

    @Option(names = "--delete", description = "Remove what is in the target but not in the snapshot.")
    private boolean delete;

    @Override
    int run(Repository repository, Console console) throws IOException {
        Snapshot snapshot = repository.snapshot(id);
        RestoreResult result;
        try (ProgressBar progress = new ProgressBar(console, "files", isJson())) {
            RestoreOperation restore =
                    repository.restore(snapshot).to(target).onConflict(conflict).onProgress(progress);
            if (includes.length > 0) {
                restore.include(includes);
            }
            if (delete) {
                restore.deleteExtra();
            }
            result = restore.run();
        }
        if (isJson()) {
            console.printJson(json -> write(json, snapshot, result));
        } else {
            print(snapshot, result, console);
        }
        return result.complete() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    @Override
    Repository open(Coffer coffer) throws IOException {
        if (delete && includes.length > 0) {
            throw new ParameterException(
                    spec.commandLine(), "--delete and --include exclude each other: everything else would go");
        }
        return super.open(coffer);
    }

    private void print(Snapshot snapshot, RestoreResult result, Console console) throws IOException {
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
