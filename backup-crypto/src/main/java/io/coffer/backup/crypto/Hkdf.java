package io.coffer.backup.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** Derives keys: HKDF with SHA-256 (RFC 5869). */
final class Hkdf {
    private Hkdf() {}

    /** Derives a key of 32 bytes, one for each salt and purpose. */
    static byte[] derive(byte[] secret, byte[] salt, String purpose) {
        return derive(secret, salt, Bytes.ascii(purpose), 32);
    }

    static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(secret, salt, info));
        byte[] key = new byte[length];
        generator.generateBytes(key, 0, length);
        return key;
    }
}
