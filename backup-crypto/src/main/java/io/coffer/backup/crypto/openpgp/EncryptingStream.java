package io.coffer.backup.crypto.openpgp;

import java.io.IOException;
import java.io.OutputStream;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.jspecify.annotations.Nullable;

/** A message that is being written, in parts of 64 KiB, because nobody knows how long it will be. Not thread-safe. */
final class EncryptingStream extends OutputStream {
    private static final int PART = 1 << 16;

    private final OutputStream out;
    private final @Nullable OutputStream armor;
    private final OutputStream encrypted;
    private final OutputStream literal;
    private @Nullable IOException failure;
    private boolean closed;

    EncryptingStream(OutputStream out, PGPEncryptedDataGenerator generator, boolean armored)
            throws IOException, PGPException {
        this.out = out;
        this.armor = armored ? ArmoredOutputStream.builder().clearHeaders().build(out) : null;
        this.encrypted = generator.open(armor == null ? out : armor, new byte[PART]);
        // Neither a name nor a time: the message says nothing but the data.
        this.literal = new PGPLiteralDataGenerator()
                .open(encrypted, PGPLiteralData.BINARY, "", PGPLiteralData.NOW, new byte[PART]);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        try {
            literal.write(bytes, offset, length);
        } catch (IOException failed) {
            failure = failed;
            throw failed;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            // After a failed write, the message has lost a part: an end would make it look whole.
            if (failure == null) {
                literal.close();
                encrypted.close();
                if (armor != null) {
                    armor.close();
                }
            }
        }
    }
}
