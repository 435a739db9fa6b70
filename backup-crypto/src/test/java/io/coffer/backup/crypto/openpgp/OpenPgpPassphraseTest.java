package io.coffer.backup.crypto.openpgp;

import static io.coffer.backup.crypto.openpgp.Messages.PASSPHRASE;
import static io.coffer.backup.crypto.openpgp.Messages.decrypt;
import static io.coffer.backup.crypto.openpgp.Messages.encrypt;
import static io.coffer.backup.crypto.openpgp.Messages.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages for a passphrase, written by us and read by gpg, and the other way round. */
class OpenPgpPassphraseTest {
    private static Gpg gpg;

    @TempDir
    private Path directory;

    private Path passphraseFile;

    @BeforeAll
    static void start() throws IOException {
        gpg = new Gpg();
    }

    @AfterAll
    static void stop() throws IOException {
        if (gpg != null) {
            gpg.close();
        }
    }

    private String passphrase() throws IOException {
        passphraseFile = directory.resolve("passphrase");
        Files.writeString(passphraseFile, new String(PASSPHRASE) + "\n");
        return passphraseFile.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 65_535, 65_536, 65_537, 3_000_000})
    void gpgReadsWhatWasEncrypted(int length) throws IOException {
        byte[] data = random(length, length);
        byte[] message = encrypt(OpenPgp.encryption().passphrase(PASSPHRASE), data);
        byte[] read = gpg.succeed(message, "--passphrase-file", passphrase(), "--decrypt");
        assertThat(read).isEqualTo(data);
    }

    @Test
    void gpgReadsArmor() throws IOException {
        byte[] data = random(100_000, 7);
        byte[] message = encrypt(OpenPgp.encryption().passphrase(PASSPHRASE).armored(), data);
        assertThat(new String(message, StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN PGP MESSAGE-----")
                .doesNotContain("Version");
        assertThat(gpg.succeed(message, "--passphrase-file", passphrase(), "--decrypt"))
                .isEqualTo(data);
        assertThat(decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), message))
                .isEqualTo(data);
    }

    @Test
    void messagesAreAes256WithSlowHashingAndIntegrityProtection() throws IOException {
        byte[] message = encrypt(OpenPgp.encryption().passphrase(PASSPHRASE), random(10, 1));
        Gpg.Result packets = gpg.run(message, "--passphrase-file", passphrase(), "--list-packets", "--verbose");
        assertThat(new String(packets.output(), StandardCharsets.UTF_8) + packets.errors())
                .contains("cipher 9")
                .contains("s2k 3, hash 8")
                .contains("count 65011712")
                .contains("mdc_method: 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--compress-algo=none", "--compress-algo=zlib", "--compress-algo=bzip2", "--armor"})
    void whatGpgEncryptedIsRead(String option) throws IOException {
        byte[] data = (new String(PASSPHRASE) + "\n").repeat(20_000).getBytes(StandardCharsets.UTF_8);
        byte[] message =
                gpg.succeed(data, "--passphrase-file", passphrase(), option, "--cipher-algo", "AES256", "--symmetric");
        assertThat(decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), message))
                .isEqualTo(data);
    }

    @Test
    void oldCiphersOfGpgAreReadToo() throws IOException {
        byte[] data = random(5_000, 3);
        byte[] message = gpg.succeed(data, "--passphrase-file", passphrase(), "--cipher-algo", "AES", "--symmetric");
        assertThat(decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), message))
                .isEqualTo(data);
    }

    @Test
    void gpgSeesThatAMessageWasAltered() throws IOException {
        byte[] message = encrypt(OpenPgp.encryption().passphrase(PASSPHRASE), random(200_000, 2));
        message[message.length - 30_000] ^= 1;
        Gpg.Result result = gpg.run(message, "--passphrase-file", passphrase(), "--decrypt");
        assertThat(result.status()).isNotZero();
        assertThat(result.errors()).contains("manipulated");
    }

    @Test
    void aWrongPassphraseIsToldFromDamage() throws IOException {
        byte[] message = encrypt(OpenPgp.encryption().passphrase(PASSPHRASE), random(1000, 4));
        assertThatThrownBy(() -> decrypt(OpenPgp.decryption().passphrase("wrong".toCharArray()), message))
                .isInstanceOf(OpenPgpKeyException.class)
                .hasMessageContaining("none of the passphrases and keys");
        assertThatThrownBy(() -> decrypt(OpenPgp.decryption(), message)).isInstanceOf(OpenPgpKeyException.class);
    }
}
