package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.CheckOperation;
import io.coffer.backup.CheckReport;
import io.coffer.backup.Repository;
import java.io.IOException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** Looks whether everything is there and whole. */
final class CheckCommand extends Command {
    private static final String READ_DATA = "--read-data";
    private static final String SHARE = "--read-data-share";

    @Override
    CommandSpec describe() {
        return describe("Look whether everything that snapshots need is there and whole.")
                .addOption(Options.flag("Read and verify all data.", READ_DATA).build())
                .addOption(Options.value(
                                Double.class,
                                "PERCENT",
                                "Read and verify a share of the data, such as 10%%, another one each time.",
                                SHARE)
                        .converters(new ShareConverter())
                        .build());
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        CheckReport report;
        Double share = arguments.option(SHARE);
        String unit = arguments.has(READ_DATA) || share != null ? "packs" : "trees";
        try (ProgressBar progress = new ProgressBar(console, unit, arguments.has(Arguments.JSON))) {
            CheckOperation check = repository.check().onProgress(progress);
            if (arguments.has(READ_DATA)) {
                check.readData();
            } else if (share != null) {
                check.readData(share);
            }
            report = check.run();
        }
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> write(json, report));
        } else {
            print(report, console);
        }
        return report.ok() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void print(CheckReport report, Console console) throws IOException {
        Damages.print(report.damages(), console);
        console.println("checked " + Format.count(report.snapshots(), "snapshot", "snapshots") + ", "
                + Format.count(report.trees(), "tree", "trees") + ", "
                + Format.count(report.contents(), "content", "contents") + ", "
                + Format.count(report.packs(), "pack", "packs") + "; read "
                + Format.bytes(report.readBytes()) + " in " + Format.count(report.readPacks(), "pack", "packs")
                + "; took " + Format.duration(report.duration()));
        if (report.unreferencedPacks() > 0) {
            console.println(Format.count(report.unreferencedPacks(), "pack", "packs")
                    + " not in the index: of writers at work, or of runs that ended early; no damage");
        }
        console.println(
                report.ok()
                        ? "no damage"
                        : Format.count(report.damageCount(), "damage", "damages")
                                + " found; next, run repair: it saves what is good, and says which files are lost");
    }

    private static void write(JsonGenerator json, CheckReport report) throws IOException {
        json.writeBooleanField("ok", report.ok());
        json.writeNumberField("snapshots", report.snapshots());
        json.writeNumberField("trees", report.trees());
        json.writeNumberField("contents", report.contents());
        json.writeNumberField("packs", report.packs());
        json.writeNumberField("readPacks", report.readPacks());
        json.writeNumberField("readBytes", report.readBytes());
        json.writeNumberField("unreferencedPacks", report.unreferencedPacks());
        json.writeNumberField("seconds", report.duration().toMillis() / 1000.0);
        Damages.write(json, report.damageCount(), report.damages());
    }

    /** Reads {@code 10%}; the sign may be left out. */
    static final class ShareConverter implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            String number = value.endsWith("%") ? value.substring(0, value.length() - 1) : value;
            try {
                double percent = Double.parseDouble(number);
                if (percent >= 0 && percent <= 100) {
                    return percent / 100;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new TypeConversionException("expected a percentage from 0% to 100%, found \"" + value + "\"");
        }
    }
}
