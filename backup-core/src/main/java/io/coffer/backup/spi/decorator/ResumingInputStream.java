package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object that is read through one request as long as that holds, and by ranges from where it broke. What a broken
 * connection throws in the middle of a body is often no {@link StoreException}: it counts as a failure that may pass.
 */
final class ResumingInputStream extends InputStream {
    private static final int RANGE = 1 << 20;

    private final String name;
    private final Retries.Settings settings;
    private final RetryingObjectStore.Request<Long> size;
    private final Ranges ranges;
    private @Nullable InputStream in;
    private byte[] range = new byte[0];
    private int at;
    private long position;
    private long end = -1;
    private boolean closed;

    /** Fetches a range, and repeats as long as it may. */
    @FunctionalInterface
    interface Ranges {
        byte[] get(Retries retries, long offset, int length) throws IOException;
    }

    ResumingInputStream(
            String name,
            InputStream in,
            Retries.Settings settings,
            RetryingObjectStore.Request<Long> size,
            Ranges ranges) {
        this.name = name;
        this.in = in;
        this.settings = settings;
        this.size = size;
        this.ranges = ranges;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (closed) {
            throw new IOException("the stream of object " + name + " is closed");
        }
        if (length == 0) {
            return 0;
        }
        InputStream whole = in;
        if (whole != null) {
            try {
                int count = whole.read(target, offset, length);
                position += Math.max(0, count);
                return count;
            } catch (IOException broken) {
                breakOff(whole, broken);
            }
        }
        return readRange(target, offset, length);
    }

    private int readRange(byte[] target, int offset, int length) throws IOException {
        if (at == range.length) {
            if (position >= end) {
                return -1;
            }
            Retries retries = settings.begin("get of " + name + " from byte " + position);
            range = ranges.get(retries, position, (int) Math.min(RANGE, end - position));
            at = 0;
        }
        int count = Math.min(length, range.length - at);
        System.arraycopy(range, at, target, offset, count);
        at += count;
        position += count;
        return count;
    }

    /** Gets ready to read the rest by ranges. */
    private void breakOff(InputStream whole, IOException broken) throws IOException {
        if (!mayBeResumed(broken)) {
            throw broken;
        }
        in = null;
        try {
            whole.close();
        } catch (IOException also) {
            broken.addSuppressed(also);
        }
        // The storage may be busy: this waits as before any other repetition.
        settings.begin("get of " + name + " from byte " + position)
                .waitAfter(
                        broken instanceof StoreException
                                ? broken
                                : new StoreException(
                                        "object " + name + " in " + settings.location() + " could be read up to byte "
                                                + position + ", then the connection broke: " + broken.getMessage()
                                                + "; try again",
                                        name,
                                        true,
                                        broken));
        end = size.send();
    }

    private static boolean mayBeResumed(IOException broken) {
        if (broken instanceof StoreException) {
            return Retries.mayPass(broken);
        }
        boolean interrupted = broken instanceof ClosedByInterruptException
                || (broken instanceof InterruptedIOException && !(broken instanceof SocketTimeoutException));
        return !interrupted;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        InputStream whole = in;
        in = null;
        if (whole != null) {
            whole.close();
        }
    }
}
