package io.coffer.backup.store.cloudinary;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * An API key of Cloudinary and its secret. The secret is kept as bytes that {@link #close} overwrites, and no method
 * shows it. Safe for use by many threads.
 */
public final class CloudinaryCredentials implements AutoCloseable {
    private final String apiKey;
    private final byte[] apiSecret;
    // Guarded by this.
    private boolean closed;

    private CloudinaryCredentials(String apiKey, byte[] apiSecret) {
        this.apiKey = apiKey;
        this.apiSecret = apiSecret;
    }

    /**
     * Makes credentials.
     *
     * @param apiKey as the console shows it, a number
     * @param apiSecret that belongs to it; copied, the caller overwrites its own
     * @return credentials, to be closed
     * @throws IllegalArgumentException when one is empty
     */
    public static CloudinaryCredentials of(String apiKey, char[] apiSecret) {
        ByteBuffer bytes = ByteBuffer.allocate(3 * apiSecret.length);
        // Cannot overflow, and has nothing left: three bytes for a char are enough, also for one that is malformed.
        var unused = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(apiSecret), bytes, true);
        byte[] secret = new byte[bytes.flip().remaining()];
        bytes.get(secret);
        Arrays.fill(bytes.array(), (byte) 0);
        if (apiKey.isBlank() || secret.length == 0) {
            throw new IllegalArgumentException("the API key of Cloudinary or its secret is empty");
        }
        return new CloudinaryCredentials(apiKey, secret);
    }

    /** The same, to be closed on its own. */
    synchronized CloudinaryCredentials copy() {
        return new CloudinaryCredentials(apiKey, open().clone());
    }

    /**
     * Tells the API key. It is no secret: every signed URL has it.
     *
     * @return the key
     */
    public String apiKey() {
        return apiKey;
    }

    /** Ends a digest with the secret, as Cloudinary's signatures do. */
    synchronized byte[] finish(MessageDigest digest) {
        return digest.digest(open());
    }

    /** The value of a header for the Admin API. */
    synchronized String basicAuthorization() {
        byte[] key = (apiKey + ":").getBytes(StandardCharsets.UTF_8);
        byte[] secret = open();
        byte[] both = Arrays.copyOf(key, key.length + secret.length);
        System.arraycopy(secret, 0, both, key.length, secret.length);
        try {
            return "Basic " + Base64.getEncoder().encodeToString(both);
        } finally {
            Arrays.fill(both, (byte) 0);
        }
    }

    /** Whether a text shows the key or the secret. */
    synchronized boolean areIn(String text) {
        return text.contains(apiKey) || text.contains(new String(open(), StandardCharsets.UTF_8));
    }

    private byte[] open() {
        if (closed) {
            throw new IllegalStateException("the credentials are closed");
        }
        return apiSecret;
    }

    /** Overwrites the secret. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(apiSecret, (byte) 0);
    }

    @Override
    public String toString() {
        return "CloudinaryCredentials[***]";
    }
}
