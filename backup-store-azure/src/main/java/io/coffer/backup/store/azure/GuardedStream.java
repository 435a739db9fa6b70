package io.coffer.backup.store.azure;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Ends the reading of data when a put ends: after a timeout or an interruption a thread of the HTTP client may still be
 * sending, and the caller of the put uses the memory again. Close waits for a read that is under way.
 */
final class GuardedStream extends InputStream {
    private final InputStream in;
    private boolean closed;
    private @Nullable IOException failure;

    GuardedStream(InputStream in) {
        this.in = in;
    }

    @Override
    public synchronized int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        checkOpen();
        try {
            return in.read(target, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Throws what the data threw, rather than what the HTTP client made of it. */
    synchronized void throwFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the put has ended");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            in.close();
        }
    }
}
