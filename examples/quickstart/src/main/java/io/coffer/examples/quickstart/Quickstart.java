package io.coffer.examples.quickstart;

import io.coffer.backup.BackupStatistics;
import io.coffer.backup.CheckReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.DirectorySource;
import io.coffer.backup.source.Source;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Backs up a directory twice, checks everything that was stored, restores it, and compares what came out with what
 * went in. Everything is written to a temporary directory, which is removed at the end.
 */
public final class Quickstart {
    private final Path directory;
    private final PrintStream out;

    private Quickstart(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    /**
     * Runs the quickstart; the exit code is 1 when the restored files are not the original ones.
     *
     * @param arguments the directory to back up; the working directory when there is none
     */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments.length == 0 ? "" : arguments[0]);
        if (!Files.isDirectory(directory)) {
            System.err.println("quickstart: " + directory + " is not a directory");
            System.exit(1);
        }
        boolean same = false;
        try {
            same = run(directory, System.out);
        } catch (IOException e) {
            System.err.println("quickstart: " + e);
        }
        System.exit(same ? 0 : 1);
    }

    /**
     * Runs the quickstart.
     *
     * @param directory to be backed up; only read
     * @param out for the report
     * @return whether everything came back as it was
     * @throws IOException when the directory is not one, or there is no room for the copies
     */
    static boolean run(Path directory, PrintStream out) throws IOException {
        Path source = directory.toRealPath();
        Path work = Files.createTempDirectory("coffer-quickstart").toRealPath();
        try {
            return new Quickstart(source, out).run(work);
        } finally {
            Trees.delete(work);
        }
    }

    private boolean run(Path work) throws IOException {
        out.println("Backing up " + directory);
        Path restored = work.resolve("restored");
        boolean sound;
        try (Repository repository = Repository.at(work.resolve("repository").toString())
                .cacheDirectory(work.resolve("cache"))
                .create()) {
            Source source = source(work);
            out.println();
            out.printf(Locale.ROOT, "%14s%10s%12s%12s%12s%10s%n", "", "files", "size", "read", "stored", "time");
            Snapshot first = repository.backup(source).run();
            printBackup("first backup", first);
            // Nothing has changed in between: this is what an incremental backup costs.
            Snapshot second = repository.backup(source).run();
            printBackup("second backup", second);
            out.println();
            second.manifest().problems().forEach(problem -> out.println("  " + problem));
            sound = second.manifest().complete() & check(repository) & restore(repository, second, restored);
        }
        Differences differences = Differences.between(directory, work, restored);
        out.println("compared     " + differences);
        return sound && differences.isEmpty();
    }

    /** Everything but what this program writes itself, should the temporary directory lie in the directory. */
    private DirectorySource source(Path work) {
        DirectorySource source = Source.directory(directory);
        if (!work.startsWith(directory)) {
            return source;
        }
        String own = directory.relativize(work).toString().replace('\\', '/');
        return source.exclude("/" + own.replaceAll("[\\[\\]{}*?,]", "\\\\$0"));
    }

    private boolean check(Repository repository) throws IOException {
        CheckReport report = repository.check().readData().run();
        out.printf(
                Locale.ROOT,
                "checked      %s of data in %d packs read and verified: %s, %s%n",
                Sizes.format(report.readBytes()),
                report.readPacks(),
                report.ok() ? "no damage" : report.damageCount() + " damages",
                Sizes.format(report.duration()));
        report.damages().forEach(out::println);
        return report.ok();
    }

    private boolean restore(Repository repository, Snapshot snapshot, Path target) throws IOException {
        RestoreResult result = repository.restore(snapshot).to(target).run();
        out.printf(
                Locale.ROOT,
                "restored     %,d files, %s, %s%n",
                result.files(),
                Sizes.format(result.bytes()),
                Sizes.format(result.duration()));
        result.problems().forEach(problem -> out.println("  " + problem));
        return result.complete();
    }

    private void printBackup(String label, Snapshot snapshot) {
        BackupStatistics done = snapshot.manifest().statistics();
        out.printf(
                Locale.ROOT,
                "%-14s%,10d%12s%12s%12s%10s%n",
                label,
                done.files(),
                Sizes.format(done.bytes()),
                Sizes.format(done.readBytes()),
                Sizes.format(done.storedBytes()),
                Sizes.format(done.duration()));
    }
}
