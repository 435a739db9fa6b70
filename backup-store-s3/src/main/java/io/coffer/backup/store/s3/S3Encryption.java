package io.coffer.backup.store.s3;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the server encrypts what is stored, where the bucket's own setting is not enough. Immutable; no text of it holds
 * a secret.
 *
 * <p>It protects from whoever gets at the server's disks, not from the server: an encrypted repository does that.
 */
public final class S3Encryption {
    private final @Nullable String algorithm;
    private final @Nullable String kmsKeyId;
    private final @Nullable Supplier<byte[]> customerKey;

    private S3Encryption(
            @Nullable String algorithm, @Nullable String kmsKeyId, @Nullable Supplier<byte[]> customerKey) {
        this.algorithm = algorithm;
        this.kmsKeyId = kmsKeyId;
        this.customerKey = customerKey;
    }

    /**
     * What the bucket says; AWS encrypts with keys of its own then, too.
     *
     * @return nothing to ask for
     */
    public static S3Encryption bucketDefault() {
        return new S3Encryption(null, null, null);
    }

    /**
     * With keys of the server's own (SSE-S3).
     *
     * @return what to ask for
     */
    public static S3Encryption serverKey() {
        return new S3Encryption("AES256", null, null);
    }

    /**
     * With a key of KMS (SSE-KMS).
     *
     * @param keyId id, ARN or alias of the key; null for the account's default key of S3
     * @return what to ask for
     */
    public static S3Encryption kms(@Nullable String keyId) {
        return new S3Encryption("aws:kms", keyId, null);
    }

    /**
     * With a key that the server forgets after each request (SSE-C). All of a store's objects must be put and read with
     * the same key; without it they are lost.
     *
     * @param key asked for 32 bytes each time a store is opened; the array is wiped
     * @return what to ask for
     */
    public static S3Encryption customerKey(Supplier<byte[]> key) {
        return new S3Encryption(null, null, Objects.requireNonNull(key, "key"));
    }

    @Nullable
    String algorithm() {
        return algorithm;
    }

    @Nullable
    String kmsKeyId() {
        return kmsKeyId;
    }

    /** Asks for the key, where there is one. */
    @Nullable
    CustomerKey askForKey() {
        return customerKey == null ? null : CustomerKey.from(customerKey);
    }

    boolean hasCustomerKey() {
        return customerKey != null;
    }

    @Override
    public String toString() {
        return "S3Encryption[***]";
    }
}
