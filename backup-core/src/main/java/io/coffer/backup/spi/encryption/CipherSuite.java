package io.coffer.backup.spi.encryption;

import java.util.Arrays;
import java.util.Optional;

/** How the bytes of an encrypted repository are sealed. Fixed when the repository is created. */
public enum CipherSuite {
    /** AES with 256 bits in Galois/Counter Mode (NIST SP 800-38D): for processors with AES instructions. */
    AES_256_GCM("aes-256-gcm"),
    /** ChaCha20 with Poly1305 (RFC 8439): for processors without AES instructions. */
    CHACHA20_POLY1305("chacha20-poly1305");

    private final String id;

    CipherSuite(String id) {
        this.id = id;
    }

    /**
     * The name that the format uses.
     *
     * @return in lower case
     */
    public String id() {
        return id;
    }

    /**
     * Finds a suite.
     *
     * @param id the name that the format uses
     * @return the suite, or nothing when this library does not know it
     */
    public static Optional<CipherSuite> of(String id) {
        return Arrays.stream(values()).filter(suite -> suite.id.equals(id)).findFirst();
    }
}
