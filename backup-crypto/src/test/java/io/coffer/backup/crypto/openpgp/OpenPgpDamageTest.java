package io.coffer.backup.crypto.openpgp;

import static io.coffer.backup.crypto.openpgp.Messages.PASSPHRASE;
import static io.coffer.backup.crypto.openpgp.Messages.decrypt;
import static io.coffer.backup.crypto.openpgp.Messages.encrypt;
import static io.coffer.backup.crypto.openpgp.Messages.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Messages that are not what was encrypted. A message to a key is used: to try one costs no hashing of 65 million
 * bytes.
 */
class OpenPgpDamageTest {
    private static final String USER = "rsa@example.org";

    private interface Attempt {
        void with(byte[] data, byte[] message, OpenPgpSecretKey key) throws IOException;
    }

    private static void withMessage(int length, Attempt attempt) throws IOException {
        try (Gpg gpg = new Gpg()) {
            OpenPgpPublicKey recipient = gpg.makeKey(USER, "ed25519", "cv25519", "never");
            byte[] data = random(length, 21);
            attempt.with(data, encrypt(OpenPgp.encryption().to(recipient), data), gpg.secretKey(USER));
        }
    }

    private static byte[] read(OpenPgpSecretKey key, byte[] message) throws IOException {
        return decrypt(OpenPgp.decryption().key(key, null), message);
    }

    @Test
    void noByteCanBeChanged() throws IOException {
        withMessage(300, (data, message, key) -> {
            assertThat(read(key, message)).isEqualTo(data);
            for (int i = 0; i < message.length; i++) {
                byte[] altered = message.clone();
                altered[i] ^= (byte) (1 << (i % 8));
                assertRefused(key, altered, data, "byte " + i + " was changed");
            }
        });
    }

    @Test
    void noPartCanBeCutOff() throws IOException {
        withMessage(300, (data, message, key) -> {
            for (int length = 0; length < message.length; length++) {
                assertRefused(key, Arrays.copyOf(message, length), data, "cut to " + length + " bytes");
            }
            assertRefused(key, Arrays.copyOf(message, message.length + 1), data, "a byte was added");
        });
    }

    @Test
    void largeMessagesCannotBeChangedEither() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        withMessage(1_000_000, (data, message, key) -> {
            for (int i = 0; i < 40; i++) {
                byte[] altered = message.clone();
                int at = random.nextInt(altered.length);
                altered[at] ^= (byte) (1 + random.nextInt(255));
                assertRefused(key, altered, data, "byte " + at + " was changed, seed " + seed);
                int length = random.nextInt(message.length);
                assertRefused(key, Arrays.copyOf(message, length), data, "cut to " + length + ", seed " + seed);
            }
        });
    }

    /** Changes of what says who can read a message need not be noticed, but never give other data. */
    private static void assertRefused(OpenPgpSecretKey key, byte[] altered, byte[] data, String what) {
        byte[] read;
        try {
            read = read(key, altered);
        } catch (OpenPgpException expected) {
            return;
        } catch (IOException other) {
            throw new AssertionError(what + ": " + other, other);
        }
        if (!Arrays.equals(read, data)) {
            fail(what + ", and other data was read");
        }
        fail(what + ", and nobody noticed");
    }

    @Test
    void aMessageNeverFinishedIsRefused() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (OpenPgpEncryption encryption = OpenPgp.encryption().passphrase(PASSPHRASE)) {
            encryption.open(message).write(random(500_000, 22));
        }
        assertThatThrownBy(() -> decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), message.toByteArray()))
                .isInstanceOf(OpenPgpIntegrityException.class);
    }

    @Test
    void theErrorStays() throws IOException {
        withMessage(100_000, (data, message, key) -> {
            message[message.length - 1] ^= 1;
            try (InputStream in = OpenPgp.decryption().key(key, null).open(new ByteArrayInputStream(message))) {
                assertThatThrownBy(in::readAllBytes).isInstanceOf(OpenPgpIntegrityException.class);
                assertThatThrownBy(in::read).isInstanceOf(OpenPgpIntegrityException.class);
            }
        });
    }

    @Test
    void failuresOfTheStorageStayWhatTheyAre() throws IOException {
        withMessage(300_000, (data, message, key) -> {
            InputStream failing =
                    new java.io.SequenceInputStream(new ByteArrayInputStream(message, 0, 150_000), new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw new java.net.SocketException("connection reset");
                        }
                    });
            try (InputStream in = OpenPgp.decryption().key(key, null).open(failing)) {
                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(java.net.SocketException.class)
                        .hasMessage("connection reset");
            }
        });
    }

    @Test
    void unprotectedMessagesAreRefused() throws IOException {
        try (Gpg gpg = new Gpg()) {
            gpg.makeKey(USER, "rsa2048", "rsa2048", "never");
            byte[] message = gpg.succeed(
                    new byte[100],
                    "--rfc2440",
                    "--cipher-algo",
                    "3DES",
                    "--trust-model",
                    "always",
                    "--recipient",
                    USER,
                    "--encrypt");
            assertThatThrownBy(() -> read(gpg.secretKey(USER), message))
                    .isInstanceOf(OpenPgpException.class)
                    .hasMessageContaining("not protected against changes");
        }
    }

    @Test
    void whatIsNoMessageIsRefused() throws IOException {
        for (byte[] wrong : new byte[][] {
            {},
            new byte[1000],
            "text, and more of it".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            random(5000, 23)
        }) {
            assertThatThrownBy(() -> decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), wrong))
                    .isInstanceOf(OpenPgpException.class);
        }
    }

    @Test
    void hostileHeadsCostLittle() throws IOException {
        // A packet of 4 GiB for a public key, and very many for passphrases.
        byte[] huge = {(byte) 0xc1, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 3};
        assertThatThrownBy(() -> decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), huge))
                .isInstanceOf(OpenPgpException.class)
                .hasMessageContaining("the head of the message has more than");
        byte[] packet = {(byte) 0xc3, 13, 4, 9, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8, (byte) 0xff};
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i <= MessageHead.MAX_PASSPHRASES; i++) {
            many.writeBytes(packet);
        }
        assertThatThrownBy(() -> decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), many.toByteArray()))
                .isInstanceOf(OpenPgpException.class)
                .hasMessageContaining("for more than 16 passphrases");
    }
}
