package io.coffer.examples.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/**
 * What can be typed: {@code coffer}, the options that all commands have, and the commands.
 *
 * <p>It is put together without picocli's annotations, and with only those commands that the arguments may mean: to
 * read annotations takes picocli a third of the time of a start.
 */
final class Coffer {
    private static final String[] NAMES = {
        "init",
        "backup",
        "snapshots",
        "ls",
        "restore",
        "export",
        "copy",
        "forget",
        "prune",
        "check",
        "repair",
        "stats",
        "rebuild-index",
        "key"
    };

    private Coffer() {}

    /** Makes what parses the arguments. */
    static CommandLine commandLine(String[] arguments) {
        CommandSpec coffer = CommandSpec.create().name("coffer");
        coffer.usageMessage()
                .description("Versioned, deduplicated, compressed backups.")
                .synopsisSubcommandLabel("COMMAND")
                .footer(
                        "",
                        "Exit codes: 0 done, 1 failed or damage found, 2 wrong usage,",
                        "3 done but for entries that were named, 130 interrupted.",
                        "",
                        "COFFER_REPOSITORY stands for -r; COFFER_PASSWORD, COFFER_PASSWORD_FILE and",
                        "COFFER_PASSWORD_COMMAND give the passphrase of an encrypted repository;",
                        "COFFER_CLASS_PATH names jars of other stores; COFFER_JAVA_OPTS is handed to Java.");
        coffer.versionProvider(new Version());
        coffer.addOption(Options.flag("Show help and end.", "-h", "--help")
                .usageHelp(true)
                .scopeType(ScopeType.INHERIT)
                .build());
        coffer.addOption(Options.flag("Show the version and end.", "-V", "--version")
                .versionHelp(true)
                .build());
        coffer.addOption(Options.value(
                        String.class,
                        "LOCATION",
                        "URI of the repository, such as file:/backups/laptop, or the path of a directory.",
                        "-r",
                        Arguments.REPOSITORY)
                .scopeType(ScopeType.INHERIT)
                .build());
        coffer.addOption(Options.value(
                        Path.class,
                        "DIR",
                        "Where the local cache lies; the default is coffer in the user's cache directory.",
                        Arguments.CACHE_DIRECTORY)
                .scopeType(ScopeType.INHERIT)
                .build());
        KeyOptions.addTo(coffer);
        coffer.addOption(
                Options.flag("Print the result as one JSON object, and nothing of the progress.", Arguments.JSON)
                        .scopeType(ScopeType.INHERIT)
                        .build());
        coffer.addOption(Options.flag("Show stack traces of errors.", Arguments.DEBUG)
                .scopeType(ScopeType.INHERIT)
                .build());
        CommandLine line = new CommandLine(coffer);
        addCommands(line, arguments);
        line.registerConverter(Path.class, new PathConverter());
        return line;
    }

    private static void addCommands(CommandLine coffer, String[] arguments) {
        boolean found = false;
        for (String name : NAMES) {
            if (contains(arguments, name)) {
                coffer.addSubcommand(name, create(name).describe());
                found = true;
            }
        }
        if (!found) {
            // Help that lists them, or a name with a typing error.
            for (String name : NAMES) {
                coffer.addSubcommand(name, create(name).describe());
            }
        }
    }

    private static boolean contains(String[] arguments, String name) {
        for (String argument : arguments) {
            if (argument.equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Command create(String name) {
        return switch (name) {
            case "init" -> new InitCommand();
            case "backup" -> new BackupCommand();
            case "snapshots" -> new SnapshotsCommand();
            case "ls" -> new LsCommand();
            case "restore" -> new RestoreCommand();
            case "export" -> new ExportCommand();
            case "copy" -> new CopyCommand();
            case "forget" -> new ForgetCommand();
            case "prune" -> new PruneCommand();
            case "check" -> new CheckCommand();
            case "repair" -> new RepairCommand();
            case "stats" -> new StatsCommand();
            case "rebuild-index" -> new RebuildIndexCommand();
            case "key" -> new KeyCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The JDK takes no text at all for the current directory, which a variable that is not set should not be. */
    private static final class PathConverter implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.isEmpty()) {
                throw new TypeConversionException("a path is empty; the current directory is \".\"");
            }
            return Path.of(text);
        }
    }

    /** The version stands in the manifest of the jar. A class, because lambdas of picocli's types start slowly. */
    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Coffer.class.getPackage().getImplementationVersion();
            return new String[] {
                "coffer " + (version == null ? "(not from a jar)" : version), "Java " + Runtime.version()
            };
        }
    }
}
