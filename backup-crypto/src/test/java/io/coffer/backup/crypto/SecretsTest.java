package io.coffer.backup.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No secret stands in a log, in the name of an object, in an exception or in {@code toString}. */
class SecretsTest {
    private static final String PASSPHRASE = "xyzzy-plugh-passphrase";

    @TempDir
    Path temporary;

    @Test
    void nothingSecretIsShown() throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        List<String> shown = new ArrayList<>();
        byte[] keyFile = Keys.newKeyFile();
        byte[] privateKey = Keys.newPrivateKey();
        List<String> secrets = new ArrayList<>(List.of(
                PASSPHRASE,
                HexFormat.of().formatHex(keyFile),
                new String(privateKey, 21, 40, StandardCharsets.US_ASCII),
                "secret-file-name",
                "the secret content"));
        MemoryObjectStore store = new MemoryObjectStore();
        // The logger of the tests writes to standard error at every level.
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            run(store, keyFile, privateKey, shown, secrets);
        } finally {
            System.setErr(before);
        }
        store.list("", object -> shown.add(object.name()));
        shown.add(log.toString(StandardCharsets.UTF_8));
        assertThat(shown).hasSizeGreaterThan(10);
        for (String text : shown) {
            for (String secret : secrets) {
                assertThat(text).doesNotContain(secret);
            }
        }
    }

    private void run(
            MemoryObjectStore store, byte[] keyFile, byte[] privateKey, List<String> shown, List<String> secrets)
            throws IOException {
        Path source = Files.createDirectories(temporary.resolve("source"));
        Files.writeString(source.resolve("secret-file-name"), "the secret content");
        try (RepositoryKey key = EncryptedRepositoryTest.passphrase(PASSPHRASE);
                Repository repository = Repository.at(store)
                        .cacheDirectory(temporary.resolve("cache"))
                        .key(key)
                        .create()) {
            shown.add(key.toString());
            repository.keys().add(Keys.keyFile(keyFile), "label");
            repository.keys().add(Keys.publicKey(Keys.publicKeyOf(privateKey)), "");
            shown.add(repository.keys().slots().toString());
            repository.backup(Source.directory(source)).run();
            byte[] writeKey = repository.keys().writeKey();
            secrets.add(new String(writeKey, 60, 40, StandardCharsets.US_ASCII));
            shown.add(Keys.writeKey(writeKey).toString());
            shown.add(repository.info().toString());
        }
        List<RepositoryKey> keys = List.of(
                EncryptedRepositoryTest.passphrase(PASSPHRASE + "!"),
                Keys.keyFile(new byte[40]),
                Keys.privateKey(Keys.newPrivateKey()),
                Keys.raw("id", id -> new byte[32]));
        for (RepositoryKey key : keys) {
            try {
                Repository.at(store).key(key).open().close();
                throw new AssertionError(key + " opened the repository");
            } catch (IOException told) {
                StringWriter trace = new StringWriter();
                told.printStackTrace(new PrintWriter(trace));
                shown.add(trace.toString());
            }
        }
    }

    @Test
    void closedKeysAreGone() throws IOException {
        byte[] secret = new byte[32];
        secret[0] = 1;
        ClearableKey key = new ClearableKey("AES", secret);
        key.destroy();
        assertThat(secret).containsOnly(0);
        assertThat(key.isDestroyed()).isTrue();
        org.assertj.core.api.Assertions.assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
        RepositoryKey passphrase = EncryptedRepositoryTest.passphrase("gone");
        passphrase.close();
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        Repository.at(new MemoryObjectStore()).key(passphrase).create())
                .isInstanceOf(IllegalStateException.class);
    }
}
