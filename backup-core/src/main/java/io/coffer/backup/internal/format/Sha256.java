package io.coffer.backup.internal.format;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) from the JDK. */
public final class Sha256 {
    /** How long a digest is, in bytes. */
    public static final int LENGTH = 32;

    private Sha256() {}

    /**
     * Starts a digest.
     *
     * @return a new one
     */
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /**
     * Digests bytes.
     *
     * @param bytes all of them
     * @return 32 bytes
     */
    public static byte[] of(byte[] bytes) {
        return start().digest(bytes);
    }
}
