package io.coffer.backup.crypto.openpgp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's public key, with its sub-keys, names and signatures, as {@code gpg --export} writes it. Whether it belongs
 * to whom its name says is for the caller to know: compare the {@linkplain #fingerprint() fingerprint}. Immutable.
 */
public final class OpenPgpPublicKey {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final OpenPGPCertificate certificate;

    OpenPgpPublicKey(OpenPGPCertificate certificate) {
        this.certificate = certificate;
    }

    /**
     * Reads the keys of a file.
     *
     * @param file binary or with ASCII armor; at most {@value KeyFiles#MAX_SIZE} bytes
     * @return one or more keys. Of a file with secret keys, their public part.
     * @throws OpenPgpException when the file holds anything else
     * @throws IOException when it cannot be read
     */
    public static List<OpenPgpPublicKey> readAll(Path file) throws IOException {
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
     * @throws OpenPgpException when the stream holds anything else
     * @throws IOException when it cannot be read
     */
    public static List<OpenPgpPublicKey> readAll(InputStream in, String source) throws IOException {
        List<OpenPgpPublicKey> keys = new ArrayList<>();
        for (OpenPGPCertificate certificate : KeyFiles.read(in, source)) {
            keys.add(new OpenPgpPublicKey(certificate));
        }
        return List.copyOf(keys);
    }

    /**
     * Identifies the key.
     *
     * @return hexadecimal digits in upper case, as {@code gpg --fingerprint} shows them without blanks
     */
    public String fingerprint() {
        return fingerprint(certificate);
    }

    static String fingerprint(OpenPGPCertificate certificate) {
        return HEX.formatHex(certificate.getFingerprint());
    }

    /**
     * Says whose key it is, by its own account.
     *
     * @return user ids, such as {@code Ada <ada@example.org>}; anybody may write any
     */
    public List<String> userIds() {
        return certificate.getAllUserIds().stream()
                .map(OpenPGPCertificate.OpenPGPUserId::getUserId)
                .toList();
    }

    /** Finds the key that data is encrypted to: of those that are for encryption and valid the newest, as gpg does. */
    PGPPublicKey encryptionKey(Instant now) throws OpenPgpKeyException {
        Date date = Date.from(now);
        return certificate.getEncryptionKeys(date).stream()
                .max(Comparator.comparing(OpenPGPComponentKey::getCreationTime))
                .orElseThrow(() -> new OpenPgpKeyException(
                        "cannot encrypt to the key " + this + ": " + fault(date) + "; ask its owner for a current one",
                        null))
                .getPGPPublicKey();
    }

    private String fault(Date date) {
        OpenPGPCertificate.OpenPGPPrimaryKey primary = certificate.getPrimaryKey();
        if (primary.getPGPPublicKey().hasRevocation() && !primary.isBoundAt(date)) {
            return "it has been revoked";
        }
        String expired = expiry(primary, date);
        if (expired != null) {
            return expired;
        }
        if (primary.getCreationTime().after(date)) {
            return "it is from the future: made on " + primary.getCreationTime().toInstant();
        }
        StringBuilder faults = new StringBuilder();
        for (OpenPGPComponentKey key : certificate.getKeys()) {
            if (!key.getPGPPublicKey().isEncryptionKey() || key.isPrimaryKey()) {
                continue;
            }
            faults.append(faults.isEmpty() ? "" : "; ")
                    .append("its sub-key ")
                    .append(HEX.toHexDigits(key.getKeyIdentifier().getKeyId()));
            expired = expiry(key, date);
            if (key.getPGPPublicKey().hasRevocation() && !key.isBoundAt(date)) {
                faults.append(" has been revoked");
            } else if (expired != null) {
                faults.append(expired.substring("it".length()));
            } else {
                faults.append(" is not for encryption, or too weak, or its signatures do not hold");
            }
        }
        return faults.isEmpty() ? "it has no sub-key for encryption" : faults.toString();
    }

    private static @Nullable String expiry(OpenPGPComponentKey key, Date date) {
        long seconds = key.getPGPPublicKey().getValidSeconds();
        Instant end = key.getCreationTime().toInstant().plusSeconds(seconds);
        return seconds > 0 && end.isBefore(date.toInstant()) ? "it expired on " + end : null;
    }

    /** Gives the fingerprint and the first user id. */
    @Override
    public String toString() {
        return describe(certificate);
    }

    static String describe(OpenPGPCertificate certificate) {
        List<OpenPGPCertificate.OpenPGPUserId> ids = certificate.getAllUserIds();
        return fingerprint(certificate)
                + (ids.isEmpty() ? "" : " (" + ids.get(0).getUserId() + ")");
    }
}
