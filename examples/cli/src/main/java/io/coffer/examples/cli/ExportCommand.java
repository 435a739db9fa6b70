package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.archive.ArchiveExport;
import io.coffer.backup.archive.ArchiveFormat;
import io.coffer.backup.archive.ArchiveResult;
import io.coffer.backup.crypto.openpgp.OpenPgpEncryption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** Writes a snapshot into an archive. */
final class ExportCommand extends Command {
    private static final String OUTPUT = "--output";
    private static final String FORMAT = "--format";
    private static final String INCLUDE = "--include";
    private static final String REPLACE = "--replace";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Override
    CommandSpec describe() {
        return describe("Write a snapshot into an archive, which tar or unzip (and gpg) read.")
                .addPositional(Options.snapshot())
                .addOption(Options.value(
                                Path.class,
                                "FILE",
                                "The archive; in a directory that is there already, a file named after source and time.",
                                "-o",
                                OUTPUT)
                        .required(true)
                        .build())
                .addOption(Options.value(
                                ArchiveFormat.class,
                                "tar|tar.gz|tar.zst|tar.xz|zip",
                                "Kind of archive; the default is what the name of the file says, or else tar.zst.",
                                FORMAT)
                        .converters(new FormatConverter())
                        .build())
                .addOption(Options.value(
                                String[].class,
                                "PATTERN",
                                "Export only what matches, with all under it; patterns as for backup.",
                                INCLUDE)
                        .build())
                .addOption(Options.flag("Replace a file that is there already.", REPLACE)
                        .build())
                .addOption(Options.value(
                                Path.class,
                                "FILE",
                                "Encrypt with the passphrase in the first line of a file, so that gpg reads it.",
                                GpgOptions.PASSPHRASE_FILE)
                        .build())
                .addOption(Options.value(
                                Path[].class,
                                "KEYFILE",
                                "Encrypt to the public keys in a file that gpg --export wrote; may be given several"
                                        + " times.",
                                GpgOptions.RECIPIENT)
                        .build());
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        Snapshot snapshot = repository.snapshot(arguments.parameter(0, ""));
        Path output = arguments.option(OUTPUT, Path.of(""));
        boolean encrypted = GpgOptions.areGiven(arguments);
        ArchiveFormat format = arguments.option(FORMAT, formatOf(output));
        Path file = Files.isDirectory(output) ? output.resolve(name(snapshot, format, encrypted)) : output;
        ArchiveExport export = ArchiveExport.of(snapshot, format)
                .include(arguments.option(INCLUDE, new String[0]))
                .to(file);
        if (arguments.has(REPLACE)) {
            export.replaceExisting();
        }
        ArchiveResult result;
        try (OpenPgpEncryption encryption = encrypted ? GpgOptions.encryption(arguments, file) : null;
                ProgressBar progress = new ProgressBar(console, "entries", arguments.has(Arguments.JSON))) {
            if (encryption != null) {
                export.through(encryption::open);
            }
            result = export.onProgress(progress).run();
        }
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> write(json, snapshot, file, format, encrypted, result));
        } else {
            print(snapshot, file, encrypted, result, console);
        }
        return result.complete() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private static ArchiveFormat formatOf(Path output) {
        Path name = output.getFileName();
        String text = name == null ? "" : GpgOptions.withoutSuffix(name.toString());
        return ArchiveFormat.ofFileName(text).orElse(ArchiveFormat.TAR_ZST);
    }

    /** Such as {@code documents-20261121T093000Z.tar.zst.gpg}. */
    private static String name(Snapshot snapshot, ArchiveFormat format, boolean encrypted) {
        var sources = snapshot.manifest().sources();
        String source = sources.size() == 1 ? sources.get(0).name() : "snapshot";
        return source + "-" + STAMP.format(snapshot.manifest().time()) + "." + format.extension()
                + (encrypted ? GpgOptions.SUFFIX : "");
    }

    private static void print(Snapshot snapshot, Path file, boolean encrypted, ArchiveResult result, Console console)
            throws IOException {
        console.println("exported " + SnapshotsCommand.shortId(snapshot) + " to " + Escape.text(file.toString()) + ": "
                + Format.count(result.files(), "file", "files") + ", " + Format.bytes(result.bytes())
                + (encrypted ? ", encrypted" : "") + "; " + Format.bytes(result.archiveBytes()) + " written, took "
                + Format.duration(result.duration()));
        if (!result.complete()) {
            console.println("incomplete: " + Format.count(result.problemCount(), "problem", "problems"));
        }
    }

    private static void write(
            JsonGenerator json,
            Snapshot snapshot,
            Path file,
            ArchiveFormat format,
            boolean encrypted,
            ArchiveResult result)
            throws IOException {
        json.writeStringField("snapshot", snapshot.id());
        json.writeStringField("file", file.toString());
        json.writeStringField("format", format.extension());
        json.writeBooleanField("encrypted", encrypted);
        json.writeBooleanField("complete", result.complete());
        json.writeNumberField("files", result.files());
        json.writeNumberField("directories", result.directories());
        json.writeNumberField("others", result.others());
        json.writeNumberField("bytes", result.bytes());
        json.writeNumberField("archiveBytes", result.archiveBytes());
        json.writeNumberField("seconds", result.duration().toMillis() / 1000.0);
        json.writeNumberField("problemCount", result.problemCount());
        Json.write(json, result.problems());
    }

    /** Formats by the ends of their names. */
    static final class FormatConverter implements ITypeConverter<ArchiveFormat> {
        @Override
        public ArchiveFormat convert(String value) {
            return ArchiveFormat.ofFileName("." + value)
                    .orElseThrow(() -> new TypeConversionException(
                            "expected tar, tar.gz, tar.zst, tar.xz or zip, found \"" + value + "\""));
        }
    }
}
