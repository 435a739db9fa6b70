package io.coffer.examples.cli;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The options that name a second repository and what opens it.
 *
 * @param option that gives its location, such as {@code --to}
 */
record OtherRepository(String option) {
    void addTo(CommandSpec spec, String description, boolean required) {
        spec.addOption(Options.value(String.class, "LOCATION", description, option)
                        .required(required)
                        .build())
                .addOption(
                        Options.value(Path.class, "FILE", "A file whose first line is its passphrase.", passwordFile())
                                .build())
                .addOption(Options.value(Path.class, "FILE", "A key file that opens it.", keyFile())
                        .build());
    }

    private String passwordFile() {
        return option + "-password-file";
    }

    private String keyFile() {
        return option + "-key-file";
    }

    /** Opens it; asks for its passphrase when one is needed and was not given. */
    Repository open(Arguments arguments) throws IOException {
        RepositoryBuilder builder = arguments.repository(option);
        try (RepositoryKey key = key(arguments)) {
            if (key != null) {
                return builder.key(key).open();
            }
        }
        return KeyOptions.openOrAsk(builder, "give " + passwordFile() + " or " + keyFile());
    }

    private @Nullable RepositoryKey key(Arguments arguments) throws IOException {
        Path keyFile = arguments.option(keyFile());
        if (keyFile != null) {
            return Keys.keyFile(keyFile);
        }
        Path passwordFile = arguments.option(passwordFile());
        return passwordFile == null ? null : KeyOptions.ofPassphrase(Secrets.ofFile(passwordFile));
    }
}
