package io.coffer.backup.crypto.openpgp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where a message comes from: tells failures of the storage from those of the message. Not thread-safe. */
final class MessageSource extends FilterInputStream {
    private @Nullable IOException failure;

    MessageSource(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException failed) {
            failure = failed;
            throw failed;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (IOException failed) {
            failure = failed;
            throw failed;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /**
     * Says what a failure means. What is not a message fails in all sorts of ways.
     *
     * @return that of the storage; one about the message as it is; or that the message is damaged
     */
    IOException explain(Exception thrown, String what) {
        if (failure != null) {
            return failure;
        }
        return thrown instanceof OpenPgpException known ? known : new OpenPgpIntegrityException(what, thrown);
    }
}
