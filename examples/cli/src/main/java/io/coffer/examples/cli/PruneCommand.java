package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.PruneOperation;
import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** Gives back the storage of what no snapshot needs. */
final class PruneCommand extends Command {
    private static final String DRY_RUN = "--dry-run";
    private static final String WASTE_LIMIT = "--waste-limit";
    private static final String MAXIMUM_REPACK = "--max-repack";
    private static final String WAIT = "--wait";

    @Override
    CommandSpec describe() {
        return describe("Give back the storage of what no snapshot needs.")
                .addOption(Options.flag("Say what would be done, and change nothing.", DRY_RUN)
                        .build())
                .addOption(Options.value(
                                Double.class,
                                "PERCENT",
                                "How much of the storage may be in use for nothing; the default is 10%%.",
                                WASTE_LIMIT)
                        .converters(new CheckCommand.ShareConverter())
                        .build())
                .addOption(Options.value(Long.class, "MIB", "Copy no more than so much in one run.", MAXIMUM_REPACK)
                        .build())
                .addOption(Options.value(
                                Integer.class,
                                "MINUTES",
                                "Wait so long for backups that are at work; what still waits then is deleted by the"
                                        + " next prune.",
                                WAIT)
                        .build());
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        PruneReport report = prune(arguments, repository, console, arguments.has(DRY_RUN));
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> write(json, report));
        } else {
            print(report, console);
        }
        return ExitCode.OK;
    }

    private static PruneReport prune(Arguments arguments, Repository repository, Console console, boolean dryRun)
            throws IOException {
        try (ProgressBar progress = new ProgressBar(console, "trees", arguments.has(Arguments.JSON))) {
            PruneOperation prune = repository.prune().onProgress(progress);
            Double limit = arguments.option(WASTE_LIMIT);
            if (limit != null) {
                prune.wasteLimit(limit);
            }
            Long repack = arguments.option(MAXIMUM_REPACK);
            if (repack != null) {
                if (repack < 0) {
                    throw arguments.wrong("expected a size of 0 or more for " + MAXIMUM_REPACK + ", found " + repack);
                }
                prune.maximumRepack(repack << 20);
            }
            Integer minutes = arguments.option(WAIT);
            if (minutes != null) {
                if (minutes < 0) {
                    throw arguments.wrong("expected minutes, 0 or more, for " + WAIT + ", found " + minutes);
                }
                prune.waitForWriters(Duration.ofMinutes(minutes));
            }
            if (dryRun) {
                prune.dryRun();
            }
            return prune.run();
        }
    }

    /** Prunes with the defaults, as a part of another command. */
    static PruneReport run(Repository repository, Arguments arguments, Console console) throws IOException {
        try (ProgressBar progress = new ProgressBar(console, "trees", arguments.has(Arguments.JSON))) {
            return repository.prune().onProgress(progress).run();
        }
    }

    static void print(PruneReport report, Console console) throws IOException {
        console.println((report.dryRun() ? "would give up " : "gave up ")
                + Format.count(report.unusedPacks(), "unused pack", "unused packs") + " ("
                + Format.bytes(report.unusedBytes()) + "), "
                + Format.count(report.orphanPacks(), "orphan", "orphans") + " ("
                + Format.bytes(report.orphanBytes()) + "), and "
                + Format.count(report.rewrittenPacks(), "pack", "packs") + " to be rewritten ("
                + Format.bytes(report.rewrittenBytes()) + ")");
        console.println((report.dryRun() ? "would copy " : "copied ")
                + Format.count(report.copiedContents(), "content", "contents") + " of "
                + Format.bytes(report.copiedBytes())
                + (report.dryRun() ? "" : ", stored as " + Format.bytes(report.storedBytes())));
        console.println((report.dryRun() ? "would delete " : "deleted ")
                + Format.count(report.deletedPacks(), "pack", "packs") + " (" + Format.bytes(report.deletedBytes())
                + "); took " + Format.duration(report.duration()));
        if (!report.finished()) {
            console.println(Format.count(report.pendingPacks(), "pack waits", "packs wait") + " ("
                    + Format.bytes(report.pendingBytes()) + "): "
                    + (report.lockedPacks() > 0 ? "the storage keeps " + report.lockedPacks() + " of them; " : "")
                    + (report.waitingFor().isEmpty()
                            ? ""
                            : Format.count(report.waitingFor().size(), "backup is", "backups are") + " at work; ")
                    + "a later prune deletes them");
        }
    }

    static void write(JsonGenerator json, PruneReport report) throws IOException {
        json.writeBooleanField("dryRun", report.dryRun());
        json.writeBooleanField("finished", report.finished());
        json.writeNumberField("snapshots", report.snapshots());
        json.writeNumberField("packs", report.packs());
        json.writeNumberField("packBytes", report.packBytes());
        json.writeNumberField("unusedPacks", report.unusedPacks());
        json.writeNumberField("unusedBytes", report.unusedBytes());
        json.writeNumberField("rewrittenPacks", report.rewrittenPacks());
        json.writeNumberField("rewrittenBytes", report.rewrittenBytes());
        json.writeNumberField("orphanPacks", report.orphanPacks());
        json.writeNumberField("orphanBytes", report.orphanBytes());
        json.writeNumberField("copiedContents", report.copiedContents());
        json.writeNumberField("copiedBytes", report.copiedBytes());
        json.writeNumberField("storedBytes", report.storedBytes());
        json.writeNumberField("deletedPacks", report.deletedPacks());
        json.writeNumberField("deletedBytes", report.deletedBytes());
        json.writeNumberField("pendingPacks", report.pendingPacks());
        json.writeNumberField("pendingBytes", report.pendingBytes());
        json.writeNumberField("lockedPacks", report.lockedPacks());
        json.writeNumberField("mergedIndexObjects", report.mergedIndexObjects());
        json.writeNumberField("seconds", report.duration().toMillis() / 1000.0);
        writeNames(json, "waitingFor", report.waitingFor());
        writeNames(json, "endedSessions", report.endedSessions());
    }

    private static void writeNames(JsonGenerator json, String field, Iterable<String> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }
}
