package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code coffer} itself: what all its commands have in common. */
@Command(
        name = "coffer",
        description = "Versioned, deduplicated, compressed backups.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed or damage found, 2 wrong usage,",
            "3 done but for entries that were named, 130 interrupted.",
            "",
            "COFFER_REPOSITORY stands for -r, COFFER_JAVA_OPTS is handed to Java."
        })
final class Coffer implements Runnable {
    static final String REPOSITORY_VARIABLE = "COFFER_REPOSITORY";

    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show help and end.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and end.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean version;

    @Option(
            names = {"-r", "--repository"},
            paramLabel = "LOCATION",
            scope = ScopeType.INHERIT,
            description = "URI of the repository, such as file:/backups/laptop, or the path of a directory.")
    private @Nullable String location;

    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the local cache lies; the default is coffer in the user's cache directory.")
    private @Nullable Path cacheDirectory;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print the result as one JSON object, and nothing of the progress.")
    private boolean json;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
    private boolean debug;

    Coffer(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    Console console() {
        return console;
    }

    boolean isJson() {
        return json;
    }

    boolean isDebug() {
        return debug;
    }

    /** The repository that the user named. */
    RepositoryBuilder repository() {
        String named = location != null ? location : environment.get(REPOSITORY_VARIABLE);
        if (named == null || named.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(), "no repository is named: give -r LOCATION, or set " + REPOSITORY_VARIABLE);
        }
        RepositoryBuilder builder = Repository.at(named);
        return cacheDirectory == null ? builder : builder.cacheDirectory(cacheDirectory);
    }
}
