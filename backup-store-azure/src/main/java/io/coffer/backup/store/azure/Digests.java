package io.coffer.backup.store.azure;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The checksums with which Azure verifies what it gets: against faults on the way, not against attackers. */
final class Digests {
    private static final int BUFFER = 64 * 1024;

    private Digests() {}

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }

    /** Reads all of the data, and makes sure that it is as long as it says. */
    static byte[] md5(ObjectData data, String location, String name) throws IOException {
        MessageDigest digest = md5();
        byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER, data.length()))];
        long length = 0;
        try (InputStream in = data.newInputStream()) {
            for (int count = in.read(buffer); count >= 0 && length <= data.length(); count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                length += count;
            }
        }
        requireLength(data, length, location, name);
        return digest.digest();
    }

    static void requireLength(ObjectData data, long length, String location, String name) throws StoreException {
        if (length != data.length()) {
            throw new StoreException(
                    "cannot put object " + name + " into " + location + ": its data said " + data.length()
                            + " bytes and gave " + (length < data.length() ? String.valueOf(length) : "more"),
                    name,
                    false,
                    null);
        }
    }
}
