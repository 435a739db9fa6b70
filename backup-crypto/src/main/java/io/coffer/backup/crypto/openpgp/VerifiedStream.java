package io.coffer.backup.crypto.openpgp;

import java.io.IOException;
import java.io.InputStream;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPException;
import org.jspecify.annotations.Nullable;

/** Data of a message, whose end is told only when the message has proved whole. Not thread-safe. */
final class VerifiedStream extends InputStream {
    private final InputStream data;
    private final PGPEncryptedData message;
    private final InputStream packets;
    private final MessageSource source;
    private @Nullable IOException failure;
    private boolean verified;

    VerifiedStream(InputStream data, PGPEncryptedData message, InputStream packets, MessageSource source) {
        this.data = data;
        this.message = message;
        this.packets = packets;
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (failure != null) {
            throw new OpenPgpIntegrityException("the message has failed before", failure);
        }
        if (verified) {
            return -1;
        }
        try {
            int count = data.read(target, offset, length);
            if (count < 0) {
                verify();
            }
            return count;
        } catch (IOException | PGPException | RuntimeException damaged) {
            failure = source.explain(damaged, "the message cannot be read further: it was cut short or altered");
            throw failure;
        }
    }

    private void verify() throws IOException, PGPException {
        if (!message.verify()) {
            throw new OpenPgpIntegrityException(
                    "the message has been altered since it was encrypted; discard what was read", null);
        }
        if (packets.read() >= 0) {
            throw new OpenPgpIntegrityException("something follows the message that does not belong to it", null);
        }
        verified = true;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
