package io.coffer.backup.store.azure;

import com.azure.core.http.HttpClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobImmutabilityPolicyMode;
import com.azure.storage.blob.models.CustomerProvidedKey;
import com.azure.storage.blob.models.RehydratePriority;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an {@link AzureObjectStore}. {@link #account} and {@link #container} must be set. Not safe for use by
 * several threads; may be used again after {@link #open}.
 */
public final class AzureObjectStoreBuilder {
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
    private static final Pattern CONTAINER = Pattern.compile("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MOST_BYTES_OF_PREFIX = 512;
    private static final int MEBIBYTE = 1 << 20;

    @Nullable
    String account;

    @Nullable
    String container;

    String prefix = "";

    @Nullable
    String endpoint;

    @Nullable
    AzureCredentials credentials;

    boolean createContainer = true;
    private @Nullable AccessTier dataTier;
    private @Nullable Boolean coldStorage;
    private RehydratePriority rehydratePriority = RehydratePriority.STANDARD;
    private @Nullable BlobImmutabilityPolicyMode immutabilityMode;
    private Duration immutabilityPeriod = Duration.ZERO;

    @Nullable
    String encryptionScope;

    @Nullable
    CustomerProvidedKey customerProvidedKey;

    Duration timeout = Duration.ofSeconds(60);
    private long singlePutLimit = 256L * MEBIBYTE;
    private int blockSize = 8 * MEBIBYTE;
    private int parallel = 4;
    private Clock clock = Clock.systemUTC();

    @Nullable
    HttpClient httpClient;

    AzureObjectStoreBuilder() {}

    /**
     * Sets the storage account.
     *
     * @param value its name
     * @return this builder
     */
    public AzureObjectStoreBuilder account(String value) {
        if (!ACCOUNT.matcher(value).matches()) {
            throw new IllegalArgumentException("the name of a storage account has 3 to 24 characters a-z 0-9");
        }
        this.account = value;
        return this;
    }

    /**
     * Sets the container.
     *
     * @param value its name
     * @return this builder
     */
    public AzureObjectStoreBuilder container(String value) {
        if (!CONTAINER.matcher(value).matches()) {
            throw new IllegalArgumentException("the name of a container has 3 to 63 characters a-z 0-9 and -,"
                    + " and each - stands between two others");
        }
        this.container = value;
        return this;
    }

    /**
     * Sets under which virtual directory of the container the objects are. Others may be used for other things.
     *
     * @param value such as {@code backups/laptop}; empty, as it is unless set, for the whole container
     * @return this builder
     */
    public AzureObjectStoreBuilder prefix(String value) {
        String plain = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        boolean odd = Arrays.stream(plain.split("/", -1)).anyMatch(part -> part.isEmpty() || part.endsWith("."));
        if (!plain.isEmpty() && (odd || plain.length() > MOST_BYTES_OF_PREFIX || plain.indexOf('\\') >= 0)) {
            throw new IllegalArgumentException("a prefix has parts joined by one \"/\" each, none of them ending with"
                    + " a dot, no \"\\\", and at most " + MOST_BYTES_OF_PREFIX + " characters");
        }
        this.prefix = plain.isEmpty() ? "" : plain + "/";
        return this;
    }

    /**
     * Sets where the blob service of the account is, for national clouds, private endpoints and emulators.
     *
     * @param value such as {@code https://account.blob.core.usgovcloudapi.net}; the one of the public cloud unless set
     * @return this builder
     */
    public AzureObjectStoreBuilder endpoint(String value) {
        this.endpoint = Endpoint.check(value);
        return this;
    }

    /**
     * Sets the credentials.
     *
     * @param value {@link AzureCredentials#fromEnvironment()} unless set
     * @return this builder
     */
    public AzureObjectStoreBuilder credentials(AzureCredentials value) {
        this.credentials = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the first put makes the container, closed to the public, where there is none. Reading never makes
     * it: a container that is not there is an empty store.
     *
     * @param value true unless set; with false a missing container is a failure
     * @return this builder
     */
    public AzureObjectStoreBuilder createContainer(boolean value) {
        this.createContainer = value;
        return this;
    }

    /**
     * Sets the access tier of objects that are read by restores and checks only
     * ({@link io.coffer.backup.spi.ObjectUse#DATA}). The others are put into the tier Hot then. Without it all objects
     * get the account's default tier.
     *
     * @param value Cool, Cold or Archive; for what is in Archive, {@link AzureObjectStore#recall} asks
     * @return this builder
     */
    public AzureObjectStoreBuilder dataTier(AccessTier value) {
        this.dataTier = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether packs may have to be recalled before they can be read: also true where a rule of the account's
     * lifecycle moves them to the archive. A restore then asks for each pack that it needs, and a prune does not
     * rewrite packs of data, for it would have to read them.
     *
     * @param value unless set, true when the tier of data is the archive
     * @return this builder
     */
    public AzureObjectStoreBuilder coldStorage(boolean value) {
        this.coldStorage = value;
        return this;
    }

    /**
     * Sets how quickly {@link AzureObjectStore#recall} brings objects back from the archive.
     *
     * @param value standard (hours) unless set; high costs more
     * @return this builder
     */
    public AzureObjectStoreBuilder rehydratePriority(RehydratePriority value) {
        this.rehydratePriority = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Keeps objects from being changed or deleted for a time after each put, and lets {@link AzureObjectStore#retain}
     * extend it. Those that coordinate writers ({@link io.coffer.backup.spi.ObjectUse#COORDINATION}) are never kept.
     * The container must have been made with support for version-level immutability.
     *
     * @param mode unlocked, which those with a special permission can shorten and remove, or locked, which nobody can
     * @param period one day or more
     * @return this builder
     */
    public AzureObjectStoreBuilder immutability(BlobImmutabilityPolicyMode mode, Duration period) {
        if (period.compareTo(Duration.ofDays(1)) < 0 || period.compareTo(Duration.ofDays(146_000)) > 0) {
            throw new IllegalArgumentException("objects are kept for 1 to 146000 days, was " + period);
        }
        if (!mode.equals(BlobImmutabilityPolicyMode.LOCKED) && !mode.equals(BlobImmutabilityPolicyMode.UNLOCKED)) {
            throw new IllegalArgumentException("objects are kept locked or unlocked, was " + mode);
        }
        this.immutabilityMode = mode;
        this.immutabilityPeriod = period;
        return this;
    }

    /**
     * Sets the encryption scope with which Azure encrypts the objects.
     *
     * @param name of a scope of the account
     * @return this builder
     */
    public AzureObjectStoreBuilder encryptionScope(String name) {
        this.encryptionScope = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets a key that Azure encrypts the objects with and does not keep. Who loses it loses them.
     *
     * @param key sent with each request
     * @return this builder
     */
    public AzureObjectStoreBuilder customerProvidedKey(CustomerProvidedKey key) {
        this.customerProvidedKey = Objects.requireNonNull(key, "key");
        return this;
    }

    /**
     * Sets how long to wait for the storage to begin its answer, to go on with it, or to take more of what is sent.
     *
     * @param value a minute unless set
     * @return this builder
     */
    public AzureObjectStoreBuilder timeout(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("a timeout must be positive, was " + value);
        }
        this.timeout = value;
        return this;
    }

    /**
     * Sets up to which size an object is put by one request. A larger one is put in blocks, which are committed
     * together at the end.
     *
     * @param bytes 0 to 5,000 MiB; 256 MiB unless set
     * @return this builder
     */
    public AzureObjectStoreBuilder singlePutLimit(long bytes) {
        if (bytes < 0 || bytes > 5000L * MEBIBYTE) {
            throw new IllegalArgumentException("one request puts 0 to 5000 MiB, was " + bytes + " bytes");
        }
        this.singlePutLimit = bytes;
        return this;
    }

    /**
     * Sets the size of blocks. Each that is under way is held in memory. The largest object has 50,000 of them.
     *
     * @param bytes 1 byte to 1 GiB; 8 MiB unless set
     * @return this builder
     */
    public AzureObjectStoreBuilder blockSize(int bytes) {
        if (bytes < 1 || bytes > 1 << 30) {
            throw new IllegalArgumentException("a block has 1 byte to 1 GiB, was " + bytes + " bytes");
        }
        this.blockSize = bytes;
        return this;
    }

    /**
     * Sets how many requests one call may have under way: blocks of one put, deletes, recalls.
     *
     * @param requests 1 or more; 4 unless set
     * @return this builder
     */
    public AzureObjectStoreBuilder parallel(int requests) {
        if (requests < 1 || requests > 256) {
            throw new IllegalArgumentException("1 to 256 requests can be under way, was " + requests);
        }
        this.parallel = requests;
        return this;
    }

    AzureObjectStoreBuilder clock(Clock value) {
        this.clock = value;
        return this;
    }

    AzureObjectStoreBuilder httpClient(HttpClient value) {
        this.httpClient = value;
        return this;
    }

    Settings settings() {
        return new Settings(
                dataTier,
                coldStorage != null ? coldStorage : AccessTier.ARCHIVE.equals(dataTier),
                rehydratePriority,
                immutabilityMode,
                immutabilityPeriod,
                singlePutLimit,
                blockSize,
                parallel,
                clock);
    }

    /**
     * Opens the store. Makes no request: what is wrong with account, credentials or container shows with the first use.
     *
     * @return an open store
     * @throws IllegalStateException when the account or the container is not set
     * @throws IllegalArgumentException when the credentials are for another account, cannot be read, or must not be
     *     sent to the endpoint because it is not encrypted
     */
    public AzureObjectStore open() {
        return new AzureObjectStore(new BlobConnection(this));
    }
}
