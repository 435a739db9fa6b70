package io.coffer.benchmarks;

import io.coffer.backup.CheckReport;
import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * One step of the measurement of growth, in a process of its own: {@code benchmarks/growth} starts it. What was done
 * stands in one line of JSON at the end of its output.
 */
public final class GrowthStep {
    private GrowthStep() {}

    /**
     * Runs a step.
     *
     * @param arguments the step, the directory of the repository, that of the cache, how many files there are, the seed
     * @throws IOException when the step failed
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 5) {
            throw new IllegalArgumentException("expected: STEP REPOSITORY CACHE FILES SEED");
        }
        int files = Integer.parseInt(arguments[3]);
        long seed = Long.parseLong(arguments[4]);
        String done;
        try (Repository repository = Repository.at(
                        Path.of(arguments[1]).toAbsolutePath().toUri().toString())
                .cacheDirectory(Path.of(arguments[2]))
                .openOrCreate()) {
            done = switch (arguments[0]) {
                case "all" -> backup(repository, new ManySmallFiles(files, 1, seed));
                case "half" -> backup(repository, new ManySmallFiles(files, 2, seed));
                case "check" -> check(repository);
                case "prune" -> forgetAndPrune(repository);
                default -> throw new IllegalArgumentException("no such step: " + arguments[0]);
            };
        }
        System.out.println("{" + done + ", " + garbageCollection() + "}");
    }

    private static String backup(Repository repository, Source source) throws IOException {
        var statistics =
                repository.backup(source).host("growth").run().manifest().statistics();
        return "\"files\": " + statistics.files() + ", \"new_contents\": " + statistics.newContents();
    }

    private static String check(Repository repository) throws IOException {
        CheckReport report = repository.check().run();
        if (!report.ok()) {
            throw new IOException(report.damageCount() + " damages, first: "
                    + report.damages().get(0));
        }
        return "\"trees\": " + report.trees() + ", \"contents\": " + report.contents();
    }

    /** All but the newest snapshot go, so that half of the files are in none. */
    private static String forgetAndPrune(Repository repository) throws IOException {
        List<Snapshot> snapshots = repository.snapshots();
        repository.forget(snapshots.subList(0, snapshots.size() - 1));
        PruneReport report = repository.prune().run();
        if (!report.finished() || report.copiedContents() == 0) {
            throw new IOException("the prune did not do what is measured: " + report);
        }
        return "\"packs\": " + report.packs() + ", \"copied\": " + report.copiedContents() + ", \"deleted_bytes\": "
                + report.deletedBytes();
    }

    private static String garbageCollection() {
        long count = 0;
        long milliseconds = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += collector.getCollectionCount();
            milliseconds += collector.getCollectionTime();
        }
        return "\"collections\": " + count + ", \"collection_seconds\": " + milliseconds / 1000.0;
    }
}
