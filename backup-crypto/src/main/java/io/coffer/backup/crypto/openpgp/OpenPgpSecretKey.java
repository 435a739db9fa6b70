package io.coffer.backup.crypto.openpgp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.jspecify.annotations.Nullable;

/**
 * A secret key, as {@code gpg --export-secret-keys} writes it. Also one that is expired or revoked reads what was
 * encrypted to it. Immutable; the key as it was read, locked by its own passphrase, stays in memory until it is
 * collected.
 */
public final class OpenPgpSecretKey {
    private final OpenPGPKey key;

    private OpenPgpSecretKey(OpenPGPKey key) {
        this.key = key;
    }

    /**
     * Reads the keys of a file.
     *
     * @param file binary or with ASCII armor; at most {@value KeyFiles#MAX_SIZE} bytes
     * @return one or more keys
     * @throws OpenPgpException when the file holds anything else, or only public keys
     * @throws IOException when it cannot be read
     */
    public static List<OpenPgpSecretKey> readAll(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return readAll(in, file.toString());
        }
    }

    /**
     * Reads keys from a stream, to its end.
     *
     * @param in binary or with ASCII armor; at most {@value KeyFiles#MAX_SIZE} bytes; not closed
     * @param source what it is called in messages of exceptions
     * @return one or more keys
     * @throws OpenPgpException when the stream holds anything else, or only public keys
     * @throws IOException when it cannot be read
     */
    public static List<OpenPgpSecretKey> readAll(InputStream in, String source) throws IOException {
        List<OpenPgpSecretKey> keys = new ArrayList<>();
        for (OpenPGPCertificate certificate : KeyFiles.read(in, source)) {
            if (certificate instanceof OpenPGPKey key) {
                keys.add(new OpenPgpSecretKey(key));
            }
        }
        if (keys.isEmpty()) {
            throw new OpenPgpException(
                    source + " holds public keys only; expected what gpg --export-secret-keys writes", null);
        }
        return List.copyOf(keys);
    }

    /**
     * Identifies the key.
     *
     * @return hexadecimal digits in upper case
     */
    public String fingerprint() {
        return OpenPgpPublicKey.fingerprint(key);
    }

    /** Tells which of its parts a message may be encrypted to; of a message that does not say it, all. */
    List<OpenPGPKey.OpenPGPSecretKey> candidates(KeyIdentifier wanted) {
        if (!wanted.isWildcard()) {
            OpenPGPKey.OpenPGPSecretKey found = key.getSecretKey(wanted);
            return found == null ? List.of() : List.of(found);
        }
        return key.getSecretKeys().values().stream()
                .filter(part -> part.getPGPPublicKey().isEncryptionKey())
                .toList();
    }

    /** Unlocks one of its parts. */
    PGPKeyPair unlock(OpenPGPKey.OpenPGPSecretKey part, char @Nullable [] passphrase) throws OpenPgpKeyException {
        if (part.isLocked() && passphrase == null) {
            throw new OpenPgpKeyException("the secret key " + this + " is locked: give its passphrase", null);
        }
        try {
            OpenPGPKey.OpenPGPPrivateKey unlocked =
                    passphrase == null || !part.isLocked() ? part.unlock() : part.unlock(passphrase);
            return unlocked.getKeyPair();
        } catch (PGPException | RuntimeException wrong) {
            throw new OpenPgpKeyException("the passphrase does not unlock the secret key " + this, wrong);
        }
    }

    /** Gives the fingerprint and the first user id. */
    @Override
    public String toString() {
        return OpenPgpPublicKey.describe(key);
    }
}
