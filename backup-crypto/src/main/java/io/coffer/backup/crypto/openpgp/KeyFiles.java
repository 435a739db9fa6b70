package io.coffer.backup.crypto.openpgp;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKeyReader;
import org.jspecify.annotations.Nullable;

/** Reads files of keys. */
final class KeyFiles {
    /** No key ring that somebody exports for a backup is larger. */
    static final int MAX_SIZE = 4 * 1024 * 1024;

    private KeyFiles() {}

    /** Reads keys, of which those that can decrypt are of a class of their own. */
    static List<OpenPGPCertificate> read(InputStream in, String source) throws IOException {
        byte[] bytes = in.readNBytes(MAX_SIZE + 1);
        if (bytes.length > MAX_SIZE) {
            throw new OpenPgpException(
                    source + " has more than " + MAX_SIZE + " bytes, too many for keys: export only those needed",
                    null);
        }
        List<OpenPGPCertificate> keys;
        try {
            keys = new OpenPGPKeyReader().parseKeysOrCertificates(bytes);
        } catch (IOException | RuntimeException wrong) {
            // The parser states with exceptions of all kinds that something is no key.
            throw noKeys(source, wrong);
        }
        if (keys.isEmpty()) {
            throw noKeys(source, null);
        }
        return keys;
    }

    private static OpenPgpException noKeys(String source, @Nullable Exception cause) {
        return new OpenPgpException(
                source + " holds no OpenPGP keys, or damaged ones; expected what gpg --export (--armor) writes", cause);
    }
}
