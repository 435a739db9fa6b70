package io.coffer.backup.tests.decorator;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Breaks each stream after a number of bytes, as a connection does that is cut in the middle of a body. */
final class BreakingStore extends ForwardingObjectStore {
    private final int breakAt;
    private final IOException how;

    BreakingStore(ObjectStore target, int breakAt, IOException how) {
        super(target);
        this.breakAt = breakAt;
        this.how = how;
    }

    @Override
    public InputStream get(String name) throws IOException {
        return new FilterInputStream(target().get(name)) {
            private int left = breakAt;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left == 0) {
                    throw how;
                }
                int count = in.read(target, offset, Math.min(length, left));
                left -= Math.max(0, count);
                return count;
            }
        };
    }
}
