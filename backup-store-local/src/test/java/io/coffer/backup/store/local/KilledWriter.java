package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A program that writes half of an object, says so, and waits to be killed. */
final class KilledWriter {
    static final String NAME = "packs/a1/killed";
    static final String HALF_WAY = "half way";
    static final int WRITTEN = 5000;

    private KilledWriter() {}

    public static void main(String[] arguments) throws Exception {
        try (ObjectStore store = LocalObjectStore.at(Path.of(arguments[0]))) {
            store.put(NAME, new Half(), PutCondition.NONE);
        }
    }

    private record Half() implements ObjectData {
        @Override
        public long length() {
            return 2L * WRITTEN;
        }

        @Override
        public InputStream newInputStream() {
            throw new UnsupportedOperationException("not used");
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ObjectData.of(new byte[WRITTEN]).writeTo(channel);
            System.out.println(HALF_WAY);
            System.out.flush();
            // Nobody writes to it: this waits for the kill, or for the end of the test's own process.
            System.in.read();
            throw new IOException("was not killed");
        }
    }
}
