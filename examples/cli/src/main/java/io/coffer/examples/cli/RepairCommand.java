package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.RepairOperation;
import io.coffer.backup.RepairReport;
import io.coffer.backup.Repository;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Saves what can be saved of a damaged repository. */
final class RepairCommand extends Command {
    private static final String FROM = "--from";
    private static final String DROP = "--drop-damaged";
    private static final OtherRepository OTHER = new OtherRepository(FROM);

    @Override
    CommandSpec describe() {
        CommandSpec spec = describe(
                        "Save what is good of a damaged repository, and say which files of which snapshots are lost.")
                .addOption(Options.flag(
                                "Give damaged packs and manifests up for good. Then the next backup stores again what"
                                        + " it finds of their contents.",
                                DROP)
                        .build());
        OTHER.addTo(spec, "A repository with copies of the snapshots, to take back from what is lost.", false);
        return spec;
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        RepairReport report;
        try (ProgressBar progress = new ProgressBar(console, "packs", arguments.has(Arguments.JSON))) {
            RepairOperation repair = repository.repair().onProgress(progress);
            if (arguments.has(DROP)) {
                repair.dropDamaged();
            }
            report = arguments.has(FROM) ? fromCopy(arguments, repair) : repair.run();
        }
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> write(json, report));
        } else {
            print(report, console);
        }
        return report.nothingLost() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static RepairReport fromCopy(Arguments arguments, RepairOperation repair) throws IOException {
        try (Repository copy = OTHER.open(arguments)) {
            return repair.from(copy).run();
        }
    }

    private static void print(RepairReport report, Console console) throws IOException {
        Damages.print(report.damages(), console);
        for (RepairReport.Lost lost : report.lost()) {
            console.println("lost: " + Escape.text(lost.toString()));
        }
        for (String pack : report.healedPacks()) {
            console.println("healed from its parity: " + Escape.text(pack));
        }
        console.println(Format.count(report.damagedPacks().size(), "pack", "packs") + " of "
                + Format.count(report.packs()) + " and "
                + Format.count(report.damagedSnapshots().size(), "manifest", "manifests") + " damaged or missing; "
                + Format.count(report.savedContents(), "content", "contents") + " saved, "
                + Format.count(report.recoveredContents()) + " and "
                + Format.count(report.recoveredSnapshots().size(), "snapshot", "snapshots")
                + " taken from the copy; took " + Format.duration(report.duration()));
        console.println(
                report.nothingLost()
                        ? "nothing is lost"
                        : Format.count(report.lostCount(), "entry", "entries") + " lost");
        if (!report.dropped() && !report.damagedPacks().isEmpty()) {
            console.println("damaged packs are still in use: give them up with " + DROP
                    + ", unless the storage can bring them back");
        }
    }

    private static void write(JsonGenerator json, RepairReport report) throws IOException {
        json.writeBooleanField("nothingLost", report.nothingLost());
        json.writeNumberField("packs", report.packs());
        Damages.write(json, report.damageCount(), report.damages());
        write(json, "healedPacks", report.healedPacks());
        json.writeNumberField("renewedParity", report.renewedParity());
        write(json, "damagedPacks", report.damagedPacks());
        write(json, "damagedSnapshots", report.damagedSnapshots());
        json.writeNumberField("savedContents", report.savedContents());
        json.writeNumberField("recoveredContents", report.recoveredContents());
        write(json, "recoveredSnapshots", report.recoveredSnapshots());
        json.writeNumberField("lostCount", report.lostCount());
        json.writeArrayFieldStart("lost");
        for (RepairReport.Lost lost : report.lost()) {
            json.writeStartObject();
            json.writeStringField("snapshot", lost.snapshot());
            json.writeStringField("path", lost.path());
            json.writeStringField("content", lost.content());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("dropped", report.dropped());
        json.writeNumberField("seconds", report.duration().toMillis() / 1000.0);
    }

    private static void write(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
