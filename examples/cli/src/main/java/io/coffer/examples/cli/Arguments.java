package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What was typed for a command, and what the environment says. */
final class Arguments {
    static final String REPOSITORY = "--repository";
    static final String CACHE_DIRECTORY = "--cache-dir";
    static final String JSON = "--json";
    static final String DEBUG = "--debug";

    static final String REPOSITORY_VARIABLE = "COFFER_REPOSITORY";

    private final ParseResult all;
    private final ParseResult command;
    private final Map<String, String> environment;

    /**
     * Makes them.
     *
     * @param all as parsed, with a command
     * @param environment variables of the process
     */
    Arguments(ParseResult all, Map<String, String> environment) {
        this.all = all;
        this.command = all.subcommand();
        this.environment = environment;
    }

    /** Whether an option without a value was given. */
    boolean has(String option) {
        return command.hasMatchedOption(option) || all.hasMatchedOption(option);
    }

    /** The value of an option, or another one where it was not given. */
    <T> T option(String name, T otherwise) {
        T value = option(name);
        return value == null ? otherwise : value;
    }

    /** The value of an option, or null; options that all commands have may stand before the command too. */
    <T> @Nullable T option(String name) {
        ParseResult where = command.hasMatchedOption(name) ? command : all;
        return where.hasMatchedOption(name) ? where.matchedOption(name).<T>getValue() : null;
    }

    /** The value of a parameter, or another one where it was not given. */
    <T> T parameter(int index, T otherwise) {
        return command.matchedPositionalValue(index, otherwise);
    }

    /** The repository that the user named. */
    RepositoryBuilder repository() {
        String location = option(REPOSITORY, environment.getOrDefault(REPOSITORY_VARIABLE, ""));
        if (location.isBlank()) {
            throw wrong("no repository is named: give -r LOCATION, or set " + REPOSITORY_VARIABLE);
        }
        return at(location);
    }

    /** A second repository that the user named. */
    RepositoryBuilder repository(String option) {
        return at(option(option, ""));
    }

    private RepositoryBuilder at(String location) {
        RepositoryBuilder builder = Repository.at(location);
        Path cacheDirectory = option(CACHE_DIRECTORY);
        return cacheDirectory == null ? builder : builder.cacheDirectory(cacheDirectory);
    }

    /** The key that the user named; null when none was. */
    @Nullable
    RepositoryKey key() throws IOException {
        return KeyOptions.named(this, environment);
    }

    /** The same key once more, for what seals with it anew. */
    RepositoryKey keyAgain() throws IOException {
        RepositoryKey key = key();
        if (key == null) {
            key = KeyOptions.asked();
        }
        if (key == null) {
            throw wrong("there is no terminal to ask for the passphrase again: give the key with an option");
        }
        return key;
    }

    /** Says that the command was not used as it must be. */
    ParameterException wrong(String message) {
        return new ParameterException(command.commandSpec().commandLine(), message);
    }
}
