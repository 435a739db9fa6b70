package io.coffer.backup.spi.encryption;

/** The keyed hash behind the content ids of an encrypted repository. Not thread-safe. */
@FunctionalInterface
public interface ContentMac {
    /**
     * Computes a keyed hash.
     *
     * @param bytes where the content lies
     * @param offset of its first byte
     * @param length in bytes, 0 or more
     * @return 32 bytes, the caller's own
     */
    byte[] of(byte[] bytes, int offset, int length);
}
