package io.coffer.backup.store.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * The key of server-side encryption with a key of the customer's own. Asked for once per store, and wiped when the
 * store is closed; the strings that the SDK needs live as long as a request.
 */
final class CustomerKey implements AutoCloseable {
    static final String ALGORITHM = "AES256";
    private static final int LENGTH = 32;

    private final byte[] key;

    private CustomerKey(byte[] key) {
        this.key = key;
    }

    /** Takes a copy of 32 bytes. */
    static CustomerKey of(byte[] key) {
        if (key.length != LENGTH) {
            throw new IllegalArgumentException(
                    "the key of SSE-C must have " + LENGTH + " bytes (AES-256), this one has " + key.length);
        }
        return new CustomerKey(key.clone());
    }

    /** Asks, copies, and wipes what it was given. */
    static CustomerKey from(Supplier<byte[]> source) {
        byte[] given = source.get();
        try {
            return of(given);
        } finally {
            Arrays.fill(given, (byte) 0);
        }
    }

    String base64() {
        return Base64.getEncoder().encodeToString(key);
    }

    String md5() {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SSE-C needs MD5, which this JVM does not have", e);
        }
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "CustomerKey[***]";
    }
}
