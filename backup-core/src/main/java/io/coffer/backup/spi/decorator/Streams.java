package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What several decorators do with bytes. */
final class Streams {
    private static final int PIECE = 16 << 10;

    private Streams() {}

    /** Compares what was to be put with what is there, piece by piece. */
    static boolean sameBytes(ObjectData data, InputStream there) throws IOException {
        try (InputStream sent = data.newInputStream()) {
            while (true) {
                byte[] expected = sent.readNBytes(PIECE);
                byte[] found = there.readNBytes(expected.length == 0 ? 1 : expected.length);
                if (!Arrays.equals(expected, found)) {
                    return false;
                }
                if (expected.length == 0) {
                    return true;
                }
            }
        }
    }
}
