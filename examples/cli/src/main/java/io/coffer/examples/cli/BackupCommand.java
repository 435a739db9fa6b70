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
import picocli.CommandLine.Model.CommandSpec;

/** Makes a snapshot. */
final class BackupCommand extends Command {
    private static final String EXCLUDE = "--exclude";
    private static final String TAG = "--tag";
    private static final String HOST = "--host";
    private static final String READ_ALL = "--read-all";

    @Override
    CommandSpec describe() {
        return describe("Make a snapshot of directories and files.")
                .addPositional(Options.parameter(
                        Path[].class,
                        "0..*",
                        "1..*",
                        "PATH",
                        "What to back up. One directory becomes the root of the snapshot; several become directories"
                                + " in it, under their names."))
                .addOption(Options.value(
                                String[].class,
                                "PATTERN",
                                "Leave out what matches, with all under it: a name, such as *.tmp, or a path in the"
                                        + " directory, such as build/** or **/node_modules/**.",
                                EXCLUDE)
                        .build())
                .addOption(Options.value(String[].class, "TAG", "Attach a word to the snapshot.", TAG)
                        .build())
                .addOption(Options.value(String.class, "NAME", "Name of the machine, instead of this one's.", HOST)
                        .build())
                .addOption(Options.flag("Read every file, also those that seem unchanged.", READ_ALL)
                        .build());
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        Source[] sources =
                Sources.of(List.of(arguments.parameter(0, new Path[0])), arguments.option(EXCLUDE, new String[0]));
        Snapshot snapshot;
        try (ProgressBar progress = new ProgressBar(console, "entries", arguments.has(Arguments.JSON))) {
            BackupOperation backup = repository
                    .backup(sources)
                    .tag(arguments.option(TAG, new String[0]))
                    .onProgress(progress);
            String host = arguments.option(HOST);
            if (host != null) {
                backup.host(host);
            }
            if (progress.isShown()) {
                backup.countFirstIfNeeded();
            }
            if (arguments.has(READ_ALL)) {
                backup.readAll();
            }
            snapshot = backup.run();
        }
        if (arguments.has(Arguments.JSON)) {
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
        console.println("read " + Format.bytes(done.readBytes()) + "; " + Format.bytes(done.newBytes())
                + " new, stored as " + Format.bytes(done.storedBytes()) + "; "
                + Format.count(done.unchangedFiles(), "file", "files") + " unchanged; took "
                + Format.duration(done.duration()));
        if (!manifest.complete()) {
            console.println("incomplete: " + Format.count(done.problems(), "problem", "problems"));
        }
    }
}
