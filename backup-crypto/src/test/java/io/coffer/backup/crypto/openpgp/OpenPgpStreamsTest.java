package io.coffer.backup.crypto.openpgp;

import static io.coffer.backup.crypto.openpgp.Messages.PASSPHRASE;
import static io.coffer.backup.crypto.openpgp.Messages.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Streams, and what becomes of secrets. */
class OpenPgpStreamsTest {
    /** Fails once it has taken so many bytes. */
    private static final class FullDisk extends ByteArrayOutputStream {
        private final int limit;
        private boolean closed;

        FullDisk(int limit) {
            this.limit = limit;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (size() + length > limit) {
                throw new java.io.UncheckedIOException(new IOException("disk full"));
            }
            super.write(bytes, offset, length);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aFailedWriteLeavesNoWholeMessage() throws IOException {
        FullDisk disk = new FullDisk(200_000);
        try (OpenPgpEncryption encryption = OpenPgp.encryption().passphrase(PASSPHRASE)) {
            OutputStream out = encryption.open(disk);
            assertThatThrownBy(() -> out.write(random(500_000, 1))).hasMessageContaining("disk full");
            out.close();
        }
        assertThat(disk.closed).isTrue();
        assertThatThrownBy(() -> Messages.decrypt(OpenPgp.decryption().passphrase(PASSPHRASE), disk.toByteArray()))
                .isInstanceOf(OpenPgpIntegrityException.class);
    }

    @Test
    void nothingCanBeWrittenAfterTheEnd() throws IOException {
        try (OpenPgpEncryption encryption = OpenPgp.encryption().passphrase(PASSPHRASE)) {
            OutputStream out = encryption.open(new ByteArrayOutputStream());
            out.write(1);
            out.close();
            out.close();
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void someoneMustBeAbleToRead() {
        assertThatThrownBy(() -> OpenPgp.encryption().open(new ByteArrayOutputStream()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nobody could read");
        assertThatThrownBy(() -> OpenPgp.encryption().passphrase(new char[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCallersArraysAreItsOwn() throws IOException {
        char[] passphrase = "swordfish".toCharArray();
        OpenPgpEncryption encryption = OpenPgp.encryption().passphrase(passphrase);
        java.util.Arrays.fill(passphrase, '\0');
        byte[] message = Messages.encrypt(encryption, new byte[9]);
        assertThat(Messages.decrypt(OpenPgp.decryption().passphrase("swordfish".toCharArray()), message))
                .isEqualTo(new byte[9]);
        assertThatThrownBy(() -> encryption.open(new ByteArrayOutputStream()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void passphrasesAppearNowhere() throws IOException {
        String secret = "open sesame 4711";
        OpenPgpEncryption encryption = OpenPgp.encryption().passphrase(secret.toCharArray());
        OpenPgpDecryption decryption = OpenPgp.decryption().passphrase(secret.toCharArray());
        assertThat(encryption.toString() + decryption).doesNotContain(secret).contains("with a passphrase");
        byte[] message = Messages.encrypt(OpenPgp.encryption().passphrase("another".toCharArray()), new byte[10]);
        Throwable failure = null;
        try (InputStream in = decryption.open(new ByteArrayInputStream(message))) {
            in.readAllBytes();
        } catch (IOException expected) {
            failure = expected;
        }
        assertThat(failure).isInstanceOf(OpenPgpKeyException.class);
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(secret);
    }
}
