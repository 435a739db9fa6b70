package io.coffer.backup.crypto.openpgp;

import static io.coffer.backup.crypto.openpgp.Messages.PASSPHRASE;
import static io.coffer.backup.crypto.openpgp.Messages.decrypt;
import static io.coffer.backup.crypto.openpgp.Messages.encrypt;
import static io.coffer.backup.crypto.openpgp.Messages.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to the owners of keys that gpg made. */
class OpenPgpKeysTest {
    private static Gpg gpg;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeKeys() throws IOException {
        gpg = new Gpg();
        gpg.makeKey("rsa@example.org", "rsa2048", "rsa2048", "never");
        gpg.makeKey("curve@example.org", "ed25519", "cv25519", "never");
        gpg.makeKey("nist@example.org", "nistp256", "nistp256", "never");
        gpg.makeKey("signer@example.org", "ed25519", "", "never");
        gpg.makeKey("short@example.org", "ed25519", "cv25519", "2d");
    }

    @AfterAll
    static void stop() throws IOException {
        if (gpg != null) {
            gpg.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa@example.org", "curve@example.org", "nist@example.org"})
    void theOwnerReadsTheMessage(String user) throws IOException {
        byte[] data = random(200_000, 11);
        byte[] message = encrypt(OpenPgp.encryption().to(gpg.publicKey(user)), data);
        assertThat(gpg.succeed(message, "--decrypt")).isEqualTo(data);
        assertThat(decrypt(OpenPgp.decryption().key(gpg.secretKey(user), null), message))
                .isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa@example.org", "curve@example.org", "nist@example.org"})
    void whatGpgEncryptedIsRead(String user) throws IOException {
        byte[] data = random(100_000, 12);
        for (String recipient : List.of("--recipient", "--hidden-recipient")) {
            byte[] message = gpg.succeed(data, "--trust-model", "always", recipient, user, "--encrypt");
            assertThat(decrypt(OpenPgp.decryption().key(gpg.secretKey(user), null), message))
                    .isEqualTo(data);
        }
    }

    @Test
    void eachOfSeveralReadsItAlone() throws IOException {
        byte[] data = random(1_000, 13);
        byte[] message = encrypt(
                OpenPgp.encryption()
                        .passphrase(PASSPHRASE)
                        .to(gpg.publicKey("rsa@example.org"), gpg.publicKey("curve@example.org")),
                data);
        assertThat(decrypt(OpenPgp.decryption().key(gpg.secretKey("curve@example.org"), null), message))
                .isEqualTo(data);
        assertThat(decrypt(OpenPgp.decryption().key(gpg.secretKey("rsa@example.org"), null), message))
                .isEqualTo(data);
        assertThat(decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), message))
                .isEqualTo(data);
        assertThat(gpg.succeed(message, "--decrypt")).isEqualTo(data);
        assertThatThrownBy(() -> decrypt(OpenPgp.decryption().key(gpg.secretKey("nist@example.org"), null), message))
                .isInstanceOf(OpenPgpKeyException.class)
                .hasMessageContaining("which is for 3");
        try (Gpg stranger = new Gpg()) {
            Path file = directory.resolve("passphrase");
            Files.writeString(file, new String(PASSPHRASE));
            assertThat(stranger.succeed(message, "--passphrase-file", file.toString(), "--decrypt"))
                    .isEqualTo(data);
        }
    }

    @Test
    void lockedKeysNeedTheirPassphrase() throws IOException {
        gpg.succeed(new byte[0], "--passphrase", "lock", "--quick-gen-key", "locked@example.org", "rsa2048", "encrypt");
        OpenPgpSecretKey key = gpg.secretKey("locked@example.org", "--passphrase", "lock");
        byte[] data = random(100, 14);
        byte[] message = encrypt(OpenPgp.encryption().to(gpg.publicKey("locked@example.org")), data);
        assertThat(decrypt(OpenPgp.decryption().key(key, "lock".toCharArray()), message))
                .isEqualTo(data);
        assertThatThrownBy(() -> decrypt(OpenPgp.decryption().key(key, "lick".toCharArray()), message))
                .isInstanceOf(OpenPgpKeyException.class)
                .hasMessageContaining("does not unlock")
                .hasMessageContaining(key.fingerprint());
        assertThatThrownBy(() -> decrypt(OpenPgp.decryption().key(key, null), message))
                .isInstanceOf(OpenPgpKeyException.class)
                .hasMessageContaining("is locked");
    }

    @Test
    void keysThatAreNotForEncryptionAreRefused() throws IOException {
        OpenPgpPublicKey signer = gpg.publicKey("signer@example.org");
        assertThatThrownBy(() -> encrypt(OpenPgp.encryption().to(signer), new byte[1]))
                .isInstanceOf(OpenPgpKeyException.class)
                .hasMessageContaining("signer@example.org")
                .hasMessageContaining("no sub-key for encryption");
    }

    @Test
    void expiredKeysAreRefused() throws IOException {
        OpenPgpPublicKey key = gpg.publicKey("short@example.org");
        assertThat(encrypt(OpenPgp.encryption().to(key), new byte[1])).isNotEmpty();
        Clock later = Clock.fixed(Clock.systemUTC().instant().plus(Duration.ofDays(3)), ZoneOffset.UTC);
        assertThatThrownBy(() -> encrypt(OpenPgp.encryption().to(key).clock(later), new byte[1]))
                .isInstanceOf(OpenPgpKeyException.class)
                .hasMessageContaining("short@example.org")
                .hasMessageContaining("expired on");
    }

    @Test
    void revokedKeysAreRefused() throws IOException {
        gpg.makeKey("revoked@example.org", "ed25519", "cv25519", "never");
        String fingerprint = gpg.fingerprint("revoked@example.org");
        byte[] before = encrypt(OpenPgp.encryption().to(gpg.publicKey("revoked@example.org")), new byte[3]);
        Path certificate = directory.resolve("revocation");
        byte[] revocation = gpg.succeed(
                "y\n0\n\ny\n".getBytes(StandardCharsets.US_ASCII),
                "--no-batch",
                "--command-fd",
                "0",
                "--gen-revoke",
                fingerprint);
        Files.write(certificate, revocation);
        gpg.succeed(new byte[0], "--import", certificate.toString());
        assertThatThrownBy(() -> encrypt(OpenPgp.encryption().to(gpg.publicKey("revoked@example.org")), new byte[1]))
                .isInstanceOf(OpenPgpKeyException.class)
                .hasMessageContaining("has been revoked");
        assertThat(decrypt(OpenPgp.decryption().key(gpg.secretKey("revoked@example.org"), null), before))
                .isEqualTo(new byte[3]);
    }

    @Test
    void keyRingsAreReadBinaryAndArmored() throws IOException {
        for (String form : List.of("--no-armor", "--armor")) {
            byte[] exported = gpg.succeed(new byte[0], form, "--export", "rsa@example.org", "curve@example.org");
            Path file = Files.write(directory.resolve("ring" + form), exported);
            List<OpenPgpPublicKey> keys = OpenPgpPublicKey.readAll(file);
            assertThat(keys).hasSize(2);
            assertThat(keys)
                    .extracting(OpenPgpPublicKey::fingerprint)
                    .containsExactlyInAnyOrder(
                            gpg.fingerprint("rsa@example.org"), gpg.fingerprint("curve@example.org"));
            assertThat(keys.get(0).userIds()).hasSize(1);
        }
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        byte[] message = encrypt(OpenPgp.encryption().passphrase(PASSPHRASE), new byte[1]);
        for (byte[] wrong : List.of(
                new byte[0], new byte[100], random(1000, 5), message, "text".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> OpenPgpPublicKey.readAll(new ByteArrayInputStream(wrong), "the file"))
                    .isInstanceOf(OpenPgpException.class)
                    .hasMessageContaining("the file holds no OpenPGP keys");
        }
        byte[] publicOnly = gpg.succeed(new byte[0], "--export", "rsa@example.org");
        assertThatThrownBy(() -> OpenPgpSecretKey.readAll(new ByteArrayInputStream(publicOnly), "the file"))
                .isInstanceOf(OpenPgpException.class)
                .hasMessageContaining("public keys only");
        byte[] endless = new byte[KeyFiles.MAX_SIZE + 1];
        assertThatThrownBy(() -> OpenPgpPublicKey.readAll(new ByteArrayInputStream(endless), "the file"))
                .isInstanceOf(OpenPgpException.class)
                .hasMessageContaining("more than");
    }
}
