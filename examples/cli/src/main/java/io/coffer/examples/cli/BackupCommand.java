package io.coffer.examples.cli;

import io.coffer.backup.BackupOperation;
import io.coffer.backup.BackupStatistics;
import io.coffer.backup.Manifest;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a snapshot. */
@Command(name = "backup", description = "Make a snapshot of directories and files.")
final class BackupCommand extends RepositoryCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "What to back up. One directory becomes the root of the snapshot; several become"
                    + " directories in it, under their names.")
    private List<Path> paths;

    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description = "Leave out what matches, with all under it: a name, such as *.tmp, or a path in the"
                    + " directory, such as build/** or **/node_modules/**.")
    private String[] excludes = {};

    @Option(names = "--tag", paramLabel = "TAG", description = "Attach a word to the snapshot.")
    private String[] tags = {};

    @Option(names = "--host", paramLabel = "NAME", description = "Name of the machine, instead of this one's.")
    private @Nullable String host;

    @Option(names = "--read-all", description = "Read every file, also those that seem unchanged.")
    private boolean readAll;

    @Override
    int run(Repository repository, Console console) throws IOException {
        Source[] sources = Sources.of(paths, excludes);
        Snapshot snapshot;
        try (ProgressBar progress = new ProgressBar(console, "files", isJson())) {
            BackupOperation backup = repository.backup(sources).tag(tags).onProgress(progress);
            if (host != null) {
                backup.host(host);
            }
            if (readAll) {
                backup.readAll();
            }
            snapshot = backup.run();
        }
        if (isJson()) {
            console.printJson(json -> Json.writeFields(json, snapshot));
        } else {
            print(snapshot, console);
        }
        return snapshot.manifest().complete() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private static void print(Snapshot snapshot, Console console) throws IOException {
        Manifest manifest = snapshot.manifest();
        BackupStatistics done = manifest.statistics();
        console.println("snapshot " + SnapshotsCommand.shortId(snapshot) + ": "
                + Format.count(done.files(), "file", "files") + " in "
                + Format.count(done.directories(), "directory", "directories") + ", " + Format.bytes(done.bytes()));
        console.println("read " + Format.bytes(done.readBytes()) + ", " + Format.bytes(done.newBytes())
                + " of them new, stored as " + Format.bytes(done.storedBytes()) + "; "
                + Format.count(done.unchangedFiles(), "file", "files") + " unchanged; took "
                + Format.duration(done.duration()));
        if (!manifest.complete()) {
            console.println("incomplete: " + Format.count(done.problems(), "problem", "problems"));
        }
    }
}
