package io.coffer.backup.store.s3;

import io.coffer.backup.spi.StoreException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Settings of an {@link S3ObjectStore}. Each has a parameter of an {@code s3:} URI beside it, but for those that hold
 * secrets. Not safe for use by several threads.
 */
public final class S3ObjectStoreBuilder {
    private static final int MIB = 1024 * 1024;
    static final long MULTIPART_THRESHOLD = 64 * MIB;
    static final int PART_SIZE = 8 * MIB;
    private static final int SMALLEST_PART = 5 * MIB;
    private static final int LARGEST_PART = 1024 * MIB;
    private static final int LARGEST_BATCH = 1000;

    private final String bucket;
    private String prefix = "";
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable Boolean pathStyle;
    private boolean compatibility;
    private ConditionalPut conditionalPut = ConditionalPut.AUTO;
    private S3Encryption encryption = S3Encryption.bucketDefault();
    private @Nullable String dataStorageClass;
    private @Nullable Boolean coldStorage;
    private int recallDays = 7;
    private String recallTier = "Standard";
    private @Nullable RetentionMode retentionMode;
    private Duration retention = Duration.ZERO;
    private long multipartThreshold = MULTIPART_THRESHOLD;
    private int partSize = PART_SIZE;
    private int parallel = 4;
    private int deleteBatch = LARGEST_BATCH;
    private int maximumConnections = 50;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration timeout = Duration.ofSeconds(60);
    private Clock clock = Clock.systemUTC();
    private S3Credentials credentials = S3Credentials.defaults();

    S3ObjectStoreBuilder(String bucket) {
        this.bucket = Keys.checkBucket(bucket);
    }

    /**
     * Keeps the objects below a common start of their keys.
     *
     * @param value such as {@code backups/laptop}; empty, which it is unless set, for the whole bucket
     * @return this builder
     * @throws IllegalArgumentException when it cannot be the start of keys
     */
    public S3ObjectStoreBuilder prefix(String value) {
        this.prefix = Keys.checkPrefix(value);
        return this;
    }

    /**
     * Sets the region of the bucket. Unless set it is that of the environment, the profile or the machine; and
     * {@code us-east-1} with an endpoint.
     *
     * @param value such as {@code eu-central-1}
     * @return this builder
     */
    public S3ObjectStoreBuilder region(String value) {
        if (!value.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException("not a region; expected one such as eu-central-1");
        }
        this.region = value;
        return this;
    }

    /**
     * Sets the server, where it is not AWS.
     *
     * @param value {@code https://host}, {@code https://host:port} or, for a server nearby, {@code http://...}
     * @return this builder
     * @throws IllegalArgumentException when it has user-info, a query or another scheme
     */
    public S3ObjectStoreBuilder endpoint(URI value) {
        this.endpoint = Keys.checkEndpoint(value);
        return this;
    }

    /**
     * Sets whether the bucket stands in the path of requests, not in the name of the host.
     *
     * @param value unless set, true with an endpoint and false without
     * @return this builder
     */
    public S3ObjectStoreBuilder pathStyle(boolean value) {
        this.pathStyle = value;
        return this;
    }

    /**
     * Speaks to old servers: checksums as MD5, which all know, and none asked for in answers.
     *
     * @param value false unless set
     * @return this builder
     */
    public S3ObjectStoreBuilder compatibility(boolean value) {
        this.compatibility = value;
        return this;
    }

    /**
     * Sets how puts with a condition are made.
     *
     * @param value {@link ConditionalPut#AUTO} unless set
     * @return this builder
     */
    public S3ObjectStoreBuilder conditionalPut(ConditionalPut value) {
        this.conditionalPut = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets the credentials.
     *
     * @param value {@link S3Credentials#defaults()} unless set
     * @return this builder
     */
    public S3ObjectStoreBuilder credentials(S3Credentials value) {
        this.credentials = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets how the server encrypts what is stored.
     *
     * @param value {@link S3Encryption#bucketDefault()} unless set
     * @return this builder
     */
    public S3ObjectStoreBuilder encryption(S3Encryption value) {
        this.encryption = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets the storage class of objects that only restores and checks read
     * ({@link io.coffer.backup.spi.ObjectUse#DATA}). All others stay in the standard class.
     *
     * @param value such as {@code STANDARD_IA}, {@code GLACIER_IR} or {@code DEEP_ARCHIVE}
     * @return this builder
     */
    public S3ObjectStoreBuilder dataStorageClass(String value) {
        if (!value.matches("[A-Z0-9_]{1,64}")) {
            throw new IllegalArgumentException("not a storage class; expected one such as STANDARD_IA or DEEP_ARCHIVE");
        }
        this.dataStorageClass = value;
        return this;
    }

    /**
     * Sets whether objects may have to be recalled before they can be read: also true where a rule of the bucket moves
     * them to a cold class.
     *
     * @param value unless set, true when the storage class of data is a cold one
     * @return this builder
     */
    public S3ObjectStoreBuilder coldStorage(boolean value) {
        this.coldStorage = value;
        return this;
    }

    /**
     * Sets how recalled objects come back.
     *
     * @param tier {@code Standard}, {@code Bulk} (cheaper, slower) or {@code Expedited}; Standard unless set
     * @param days how many days they can be read, 1 or more; 7 unless set
     * @return this builder
     */
    public S3ObjectStoreBuilder recall(String tier, int days) {
        if (!List.of("Standard", "Bulk", "Expedited").contains(tier)) {
            throw new IllegalArgumentException("not a tier to recall with; expected Standard, Bulk or Expedited");
        }
        this.recallTier = tier;
        this.recallDays = Keys.between("days of recall", days, 1, 3650);
        return this;
    }

    /**
     * Locks objects when they are put, for a time, and lets {@link S3ObjectStore#retain} extend it. The bucket must
     * have been made with object lock. Objects that coordinate writers
     * ({@link io.coffer.backup.spi.ObjectUse#COORDINATION}) are never locked.
     *
     * @param mode how strictly
     * @param time for how long from each put on, a day or more
     * @return this builder
     */
    public S3ObjectStoreBuilder objectLock(RetentionMode mode, Duration time) {
        Keys.between("days of object lock", time.toDays(), 1, 36_500);
        this.retentionMode = Objects.requireNonNull(mode, "mode");
        this.retention = time;
        return this;
    }

    /**
     * Sets from which size on objects are uploaded in parts. Each part is a request, and a copy in memory while it
     * travels: a store takes up to {@code parallel} parts of memory for each upload. The largest object has 10,000
     * parts.
     *
     * @param threshold larger ones are, in bytes; at most 5 GiB; 64 MiB unless set
     * @param size of a part in bytes, 5 MiB to 1 GiB; 8 MiB unless set
     * @return this builder
     */
    public S3ObjectStoreBuilder multipart(long threshold, int size) {
        this.multipartThreshold = Keys.between("multipart threshold", threshold, 0, Settings.MAXIMUM_PUT);
        this.partSize = Keys.between("part size", size, SMALLEST_PART, LARGEST_PART);
        return this;
    }

    /**
     * Sets how many requests one call makes at once: parts of an upload, recalls, extensions of retention.
     *
     * @param requests 1 to 64; 4 unless set
     * @return this builder
     */
    public S3ObjectStoreBuilder parallel(int requests) {
        this.parallel = Keys.between("parallel requests", requests, 1, 64);
        return this;
    }

    /**
     * Sets how many objects are deleted with one request.
     *
     * @param objects 1 to 1000; 1000 unless set, 1 for servers that do not know DeleteObjects
     * @return this builder
     */
    public S3ObjectStoreBuilder deleteBatch(int objects) {
        this.deleteBatch = Keys.between("objects of a batch", objects, 1, LARGEST_BATCH);
        return this;
    }

    /**
     * Sets how many connections there are at most. Open streams each take one.
     *
     * @param connections 1 to 1000; 50 unless set
     * @return this builder
     */
    public S3ObjectStoreBuilder maximumConnections(int connections) {
        this.maximumConnections = Keys.between("connections", connections, 1, 1000);
        return this;
    }

    /**
     * Sets how long to wait for the server.
     *
     * @param connect for a connection; 10 seconds unless set
     * @param answer for an answer and for each piece of it; 60 seconds unless set. Uploads have as much more as their
     *     bytes take at 16 KiB/s.
     * @return this builder
     */
    public S3ObjectStoreBuilder timeout(Duration connect, Duration answer) {
        if (connect.toMillis() < 1 || answer.toMillis() < 1) {
            throw new IllegalArgumentException("timeouts must be 1 ms or more, were " + connect + " and " + answer);
        }
        this.connectTimeout = connect;
        this.timeout = answer;
        return this;
    }

    /** Gives the time from which retention counts. */
    S3ObjectStoreBuilder clock(Clock value) {
        this.clock = value;
        return this;
    }

    /**
     * Opens the store. Makes no request to the bucket.
     *
     * @return an open store
     * @throws StoreException when no region is known
     * @throws IllegalStateException when settings exclude each other
     */
    public S3ObjectStore open() throws StoreException {
        if (encryption.hasCustomerKey()
                && endpoint != null
                && "http".equals(endpoint.getScheme())
                && !Keys.isHere(endpoint)) {
            throw new IllegalStateException(
                    "SSE-C sends its key with every request; " + endpoint + " is not encrypted: use https");
        }
        String location = Keys.location(bucket, prefix);
        AwsCredentialsProvider provider = credentials.make();
        CustomerKey key = encryption.askForKey();
        Settings settings = settings(key);
        // The client closes the provider with itself.
        return new S3ObjectStore(
                location,
                settings,
                Clients.open(settings, provider, credentials.profileName(), location),
                secrets(key));
    }

    private Secrets secrets(@Nullable CustomerKey key) {
        List<String> known = new ArrayList<>(credentials.secrets());
        if (key != null) {
            known.add(key.base64());
        }
        return new Secrets(known);
    }

    private Settings settings(@Nullable CustomerKey key) {
        return new Settings(
                bucket,
                prefix.isEmpty() ? "" : prefix + "/",
                region,
                endpoint,
                pathStyle != null ? pathStyle : endpoint != null,
                compatibility,
                conditionalPut,
                encryption.algorithm(),
                encryption.kmsKeyId(),
                key,
                dataStorageClass,
                coldStorage != null ? coldStorage : Settings.isCold(dataStorageClass),
                recallDays,
                recallTier,
                retentionMode,
                retention,
                multipartThreshold,
                partSize,
                parallel,
                deleteBatch,
                maximumConnections,
                connectTimeout,
                timeout,
                clock);
    }
}
