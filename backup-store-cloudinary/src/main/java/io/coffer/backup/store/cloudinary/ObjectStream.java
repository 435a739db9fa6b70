package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The bytes of an object: those of its asset but for the last, which is there because no asset may be empty. */
final class ObjectStream extends InputStream {
    private final InputStream asset;
    private final String name;
    private final Failures failures;
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int limit;
    private boolean ended;

    ObjectStream(InputStream asset, String name, Failures failures) {
        this.asset = asset;
        this.name = name;
        this.failures = failures;
    }

    @Override
    public int read() throws IOException {
        return fill() == 0 ? -1 : buffer[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int count = Math.min(length, fill());
        if (count == 0) {
            return -1;
        }
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /** How many bytes can be given: all that are there but the last one, which may be the end. */
    private int fill() throws IOException {
        while (!ended && limit - position < 2) {
            buffer[0] = buffer[position];
            limit -= position;
            position = 0;
            int count = receive();
            if (count < 0) {
                ended = true;
                if (limit == 0 || buffer[0] != Uploads.END) {
                    throw new StoreException(
                            "the asset of " + name
                                    + " does not end as this library ends them: it was stored by something"
                                    + " else, or is damaged",
                            name,
                            false,
                            null);
                }
            } else {
                limit += count;
            }
        }
        return ended ? 0 : limit - position - 1;
    }

    private int receive() throws IOException {
        try {
            return asset.read(buffer, limit, buffer.length - limit);
        } catch (IOException failed) {
            throw failures.unreachable("reading", name, failed);
        }
    }

    @Override
    public void close() throws IOException {
        asset.close();
    }
}
