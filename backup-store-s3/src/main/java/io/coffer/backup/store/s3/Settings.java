package io.coffer.backup.store.s3;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link S3ObjectStoreBuilder} was told, checked. See there for what each of them means. */
record Settings(
        String bucket,
        String keyPrefix,
        @Nullable String region,
        @Nullable URI endpoint,
        boolean pathStyle,
        boolean compatibility,
        ConditionalPut conditionalPut,
        @Nullable String encryption,
        @Nullable String kmsKeyId,
        @Nullable CustomerKey customerKey,
        @Nullable String dataStorageClass,
        boolean coldStorage,
        int recallDays,
        String recallTier,
        @Nullable RetentionMode retentionMode,
        Duration retention,
        long multipartThreshold,
        int partSize,
        int parallel,
        int deleteBatch,
        int maximumConnections,
        Duration connectTimeout,
        Duration timeout,
        Clock clock) {
    /** S3 takes no more parts than that. */
    static final int MAXIMUM_PARTS = 10_000;
    /** The largest body of one request. */
    static final long MAXIMUM_PUT = 5L << 30;
    /** The largest object. */
    private static final long MAXIMUM_OBJECT = 5L << 40;

    private static final Set<String> COLD_CLASSES = Set.of("GLACIER", "DEEP_ARCHIVE", "INTELLIGENT_TIERING");

    static boolean isCold(@Nullable String storageClass) {
        return storageClass != null && COLD_CLASSES.contains(storageClass);
    }

    String key(String name) {
        return keyPrefix + name;
    }

    /** Parts are kept in memory while they travel, so that their size, and with it the object's, is bounded. */
    long maximumObjectSize() {
        return Math.min(MAXIMUM_OBJECT, Math.max(multipartThreshold, (long) partSize * MAXIMUM_PARTS));
    }

    /** Of AWS it is known; of others only when somebody says so. */
    boolean claimsConditionalPut() {
        return conditionalPut == ConditionalPut.REQUIRED || (conditionalPut == ConditionalPut.AUTO && endpoint == null);
    }

    boolean locks() {
        return retentionMode != null;
    }
}
