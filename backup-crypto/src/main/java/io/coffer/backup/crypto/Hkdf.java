package io.coffer.backup.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives keys: HKDF with SHA-256 (RFC 5869), on the HMAC of the JCA. Every start of an encrypted repository needs it:
 * to load it from a signed library would take longer than to open the repository.
 */
final class Hkdf {
    private static final String HMAC = "HmacSHA256";
    private static final int HASH_LENGTH = 32;

    private Hkdf() {}

    /** Derives a key of 32 bytes, one for each salt and purpose. */
    static byte[] derive(byte[] secret, byte[] salt, String purpose) {
        return derive(secret, salt, Bytes.ascii(purpose), HASH_LENGTH);
    }

    /** Derives a key; the salt must not be empty. */
    static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
        byte[] extracted = mac(salt, secret);
        byte[] key = new byte[length];
        byte[] block = new byte[0];
        for (int done = 0, number = 1; done < length; done += HASH_LENGTH, number++) {
            block = mac(extracted, block, info, new byte[] {(byte) number});
            System.arraycopy(block, 0, key, done, Math.min(HASH_LENGTH, length - done));
        }
        Bytes.clear(extracted, block);
        return key;
    }

    private static byte[] mac(byte[] key, byte[]... message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            Arrays.stream(message).forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }
}
