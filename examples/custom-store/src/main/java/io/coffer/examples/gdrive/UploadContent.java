package io.coffer.examples.gdrive;

import com.google.api.client.http.AbstractInputStreamContent;
import io.coffer.backup.spi.ObjectData;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of an object on their way to Drive. Remembers when it was they that failed, and not the connection. */
final class UploadContent extends AbstractInputStreamContent {
    private final ObjectData data;
    private volatile @Nullable IOException failure;

    UploadContent(ObjectData data) {
        super("application/octet-stream");
        this.data = data;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public long getLength() {
        return data.length();
    }

    @Override
    public boolean retrySupported() {
        return true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Watched(data.newInputStream());
    }

    /** The client would send what there is and be content with it: a part would become an object. */
    private void requireWhole(long read) throws IOException {
        if (read < data.length()) {
            throw new IOException("the data said that it has " + data.length() + " bytes, and ended after " + read);
        }
    }

    private final class Watched extends FilterInputStream {
        private long read;
        private long marked;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int count = super.read(target, offset, length);
                if (count < 0) {
                    requireWhole(read);
                }
                read += Math.max(count, 0);
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public synchronized void mark(int limit) {
            super.mark(limit);
            marked = read;
        }

        @Override
        public synchronized void reset() throws IOException {
            super.reset();
            read = marked;
        }
    }
}
