package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryInfo;
import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Creates the repository. */
final class InitCommand extends Command {
    private static final String ENCRYPT = "--encrypt";
    private static final String CIPHER = "--cipher";
    private static final String PARITY = "--parity";

    @Override
    CommandSpec describe() {
        CommandSpec spec = describe("Create a repository where there is none.");
        spec.addOption(Options.flag(
                        "Encrypt it, with the key that the options name, or with a passphrase that is asked for.",
                        ENCRYPT)
                .build());
        spec.addOption(Options.value(
                        String.class,
                        "CIPHER",
                        "How to encrypt: aes-256-gcm, or chacha20-poly1305 for machines without AES instructions.",
                        CIPHER)
                .build());
        spec.addOption(Options.value(
                        Integer.class,
                        "PERCENT",
                        "Keep parity beside the data, 1 to 20 percent of it: repair heals with it what rots in the storage.",
                        PARITY)
                .build());
        return spec;
    }

    @Override
    Repository open(Arguments arguments) throws IOException {
        RepositoryBuilder builder = arguments.repository();
        int parity = arguments.option(PARITY, 0);
        try {
            builder.parity(parity);
        } catch (IllegalArgumentException wrong) {
            throw arguments.wrong(String.valueOf(wrong.getMessage()));
        }
        try (RepositoryKey key = key(arguments)) {
            return key == null
                    ? builder.create()
                    : builder.key(key).cipher(suite(arguments)).create();
        }
    }

    private static @Nullable RepositoryKey key(Arguments arguments) throws IOException {
        RepositoryKey named = arguments.key();
        if (!arguments.has(ENCRYPT)) {
            if (named != null) {
                named.close();
                throw arguments.wrong("a key was given, and the repository is not to be encrypted: say " + ENCRYPT);
            }
            return null;
        }
        return named == null ? KeyOptions.askedTwice(arguments) : named;
    }

    private static CipherSuite suite(Arguments arguments) {
        String id = arguments.option(CIPHER, CipherSuite.AES_256_GCM.id());
        return CipherSuite.of(id).orElseThrow(() -> arguments.wrong("there is no cipher \"" + id + "\"; see --help"));
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        RepositoryInfo info = repository.info();
        CipherSuite cipher = info.cipher();
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> {
                json.writeStringField("repository", info.id().toString());
                json.writeStringField("location", info.location());
                json.writeNumberField("formatVersion", info.formatVersion());
                if (cipher != null) {
                    json.writeStringField("cipher", cipher.id());
                }
            });
        } else {
            console.println("created repository " + info.id() + " at " + Escape.text(info.location())
                    + (cipher == null ? "" : ", encrypted with " + cipher.id()));
        }
        return ExitCode.OK;
    }
}
