package io.coffer.examples.cli;

import io.coffer.backup.KeyRequiredException;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;

/** Which key opens the repository, and which is to open it from now on. */
final class KeyOptions {
    static final String PASSWORD_FILE = "--password-file";
    static final String PASSWORD_COMMAND = "--password-command";
    static final String KEY_FILE = "--key-file";
    static final String PRIVATE_KEY_FILE = "--private-key-file";
    static final String WRITE_KEY_FILE = "--write-key-file";

    static final String NEW_PASSWORD_FILE = "--new-password-file";
    static final String NEW_PASSWORD_COMMAND = "--new-password-command";
    static final String NEW_KEY_FILE = "--new-key-file";
    static final String NEW_PUBLIC_KEY_FILE = "--new-public-key-file";

    private static final String PASSWORD_VARIABLE = "COFFER_PASSWORD";
    private static final String PASSWORD_FILE_VARIABLE = "COFFER_PASSWORD_FILE";
    private static final String PASSWORD_COMMAND_VARIABLE = "COFFER_PASSWORD_COMMAND";
    /** What to do without a terminal to type a passphrase. */
    static final String REMEDY = "set " + PASSWORD_VARIABLE + ", " + PASSWORD_FILE_VARIABLE + " or "
            + PASSWORD_COMMAND_VARIABLE + ", or give an option";

    private static final long MOST_KEY_BYTES = 64 << 10;

    private KeyOptions() {}

    /** Adds the options that all commands have. */
    static void addTo(CommandSpec coffer) {
        add(coffer, Path.class, "FILE", "File with the passphrase of an encrypted repository.", PASSWORD_FILE);
        add(coffer, String.class, "COMMAND", "Command that prints the passphrase.", PASSWORD_COMMAND);
        add(coffer, Path.class, "FILE", "Key file of an encrypted repository.", KEY_FILE);
        add(coffer, Path.class, "FILE", "Private key of an encrypted repository.", PRIVATE_KEY_FILE);
        add(coffer, Path.class, "FILE", "Write key: stores, and reads nothing.", WRITE_KEY_FILE);
    }

    private static void add(CommandSpec spec, Class<?> type, String label, String description, String name) {
        spec.addOption(Options.value(type, label, description, name)
                .scopeType(ScopeType.INHERIT)
                .build());
    }

    /** Adds the options of commands that make a slot. */
    static CommandSpec addNewTo(CommandSpec command) {
        command.addOption(Options.value(Path.class, "FILE", "File with the new passphrase.", NEW_PASSWORD_FILE)
                .build());
        command.addOption(
                Options.value(String.class, "COMMAND", "Command that prints the new passphrase.", NEW_PASSWORD_COMMAND)
                        .build());
        command.addOption(Options.value(Path.class, "FILE", "New key file; made when it is not there.", NEW_KEY_FILE)
                .build());
        command.addOption(Options.value(Path.class, "FILE", "Public key of the new slot.", NEW_PUBLIC_KEY_FILE)
                .build());
        return command;
    }

    /** The key that was named; null when none was. */
    static @Nullable RepositoryKey named(Arguments arguments, Map<String, String> environment) throws IOException {
        Path keyFile = arguments.option(KEY_FILE);
        if (keyFile != null) {
            return Keys.keyFile(keyFile);
        }
        Path privateKey = arguments.option(PRIVATE_KEY_FILE);
        if (privateKey != null) {
            return ofText(privateKey, Keys::privateKey);
        }
        Path writeKey = arguments.option(WRITE_KEY_FILE);
        if (writeKey != null) {
            return ofText(writeKey, Keys::writeKey);
        }
        char[] passphrase = passphrase(arguments, environment);
        return passphrase == null ? null : ofPassphrase(passphrase);
    }

    private static char @Nullable [] passphrase(Arguments arguments, Map<String, String> environment)
            throws IOException {
        Path file = arguments.option(PASSWORD_FILE);
        if (file != null) {
            return Secrets.ofFile(file);
        }
        String command = arguments.option(PASSWORD_COMMAND);
        if (command != null) {
            return Secrets.ofCommand(command);
        }
        String value = environment.get(PASSWORD_VARIABLE);
        if (value != null && !value.isEmpty()) {
            return value.toCharArray();
        }
        String fileName = environment.get(PASSWORD_FILE_VARIABLE);
        if (fileName != null) {
            return Secrets.ofFile(Path.of(fileName));
        }
        command = environment.get(PASSWORD_COMMAND_VARIABLE);
        return command == null ? null : Secrets.ofCommand(command);
    }

    /**
     * Opens a repository for which no key was named, and asks for the passphrase when it is encrypted.
     *
     * @param remedy what to type instead where nobody can be asked
     */
    static Repository openOrAsk(RepositoryBuilder builder, String remedy) throws IOException {
        try {
            return builder.open();
        } catch (KeyRequiredException encrypted) {
            try (RepositoryKey key = asked()) {
                if (key == null) {
                    throw new IOException(
                            encrypted.getMessage() + "; on the command line: " + remedy + ", see --help", encrypted);
                }
                return builder.key(key).open();
            }
        }
    }

    /** The passphrase that somebody types; null without a terminal. */
    static @Nullable RepositoryKey asked() {
        char[] passphrase = Secrets.ask("passphrase of the repository");
        return passphrase == null ? null : ofPassphrase(passphrase);
    }

    /** The key for a new slot: named by an option, or typed twice. */
    static RepositoryKey forNewSlot(Arguments arguments) throws IOException {
        Path keyFile = arguments.option(NEW_KEY_FILE);
        if (keyFile != null) {
            makeKeyFile(keyFile);
            return Keys.keyFile(keyFile);
        }
        Path publicKey = arguments.option(NEW_PUBLIC_KEY_FILE);
        if (publicKey != null) {
            return ofText(publicKey, Keys::publicKey);
        }
        Path file = arguments.option(NEW_PASSWORD_FILE);
        if (file != null) {
            return ofPassphrase(Secrets.ofFile(file));
        }
        String command = arguments.option(NEW_PASSWORD_COMMAND);
        return command != null ? ofPassphrase(Secrets.ofCommand(command)) : askedTwice(arguments);
    }

    /** A new passphrase, typed twice. */
    static RepositoryKey askedTwice(Arguments arguments) {
        char[] once = Secrets.ask("new passphrase");
        char[] again = once == null ? null : Secrets.ask("the same again");
        if (once == null || again == null) {
            throw arguments.wrong("there is no terminal to ask for a passphrase: give one with an option, see --help");
        }
        boolean same = Arrays.equals(once, again);
        Arrays.fill(again, '\0');
        if (!same) {
            Arrays.fill(once, '\0');
            throw arguments.wrong("the two passphrases differ");
        }
        return ofPassphrase(once);
    }

    static RepositoryKey ofPassphrase(char[] passphrase) {
        try {
            return Keys.passphrase(passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** Makes a key of its text. */
    private interface Reading {
        RepositoryKey of(byte[] text);
    }

    private static RepositoryKey ofText(Path file, Reading reading) throws IOException {
        if (Files.size(file) > MOST_KEY_BYTES) {
            throw new IOException(file + " is too large to be the text of a key");
        }
        byte[] text = Files.readAllBytes(file);
        try {
            return reading.of(text);
        } catch (IllegalArgumentException other) {
            throw new IOException(file + ": " + other.getMessage(), other);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static void makeKeyFile(Path file) throws IOException {
        if (Files.notExists(file)) {
            byte[] content = Keys.newKeyFile();
            SecretFiles.write(file, content);
        }
    }
}
