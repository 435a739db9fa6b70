package io.coffer.backup.store.cloudinary;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says where in Cloudinary a store is, and how to reach it. Made by {@link CloudinaryObjectStore#builder()}. Not safe
 * for use by several threads.
 */
public final class CloudinaryStoreBuilder {
    /** All chunks but the last must have that many bytes. */
    static final int SMALLEST_CHUNK = 5 << 20;

    static final Pattern CLOUD = Pattern.compile("[A-Za-z][A-Za-z0-9-]{1,127}");

    private static final int LARGEST_CHUNK = 100_000_000;

    private @Nullable String cloud;
    private @Nullable String prefix;
    private @Nullable CloudinaryCredentialsSource credentials;
    private DeliveryType type = DeliveryType.AUTHENTICATED;
    private String api = Endpoints.API;
    private @Nullable String delivery;
    private Map<String, String> environment = System.getenv();

    Clock clock = Clock.systemUTC();
    SignatureAlgorithm signatureAlgorithm = SignatureAlgorithm.SHA_256;
    Duration timeout = Duration.ofMinutes(1);
    Duration listingsKeptFor = Duration.ofSeconds(10);
    int chunkSize = 20 << 20;
    long maximumAssetSize;

    CloudinaryStoreBuilder() {}

    /**
     * Names the cloud (the console says "product environment").
     *
     * @param name of the cloud
     * @return this builder
     */
    public CloudinaryStoreBuilder cloud(String name) {
        if (!CLOUD.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a Cloudinary cloud; expected a letter, and 1 to 127"
                    + " letters, digits and \"-\" after it");
        }
        this.cloud = name;
        return this;
    }

    /**
     * Says what all public ids start with. One store is under one prefix; others may keep other things in the same
     * cloud.
     *
     * @param path one or more folders, such as {@code backups/laptop}
     * @return this builder
     * @throws IllegalArgumentException when it is longer than 50 characters, or has others than letters, digits,
     *     {@code -} and {@code /}
     */
    public CloudinaryStoreBuilder prefix(String path) {
        if (!PublicIds.isPrefix(path)) {
            throw new IllegalArgumentException(
                    "not a prefix for public ids: \"" + path + "\"; expected " + PublicIds.EXPECTED_PREFIX);
        }
        this.prefix = path;
        return this;
    }

    /**
     * Gives the credentials. Without them they are taken from the environment: from CLOUDINARY_URL
     * ({@code cloudinary://KEY:SECRET@CLOUD}), from CLOUDINARY_API_KEY and CLOUDINARY_API_SECRET, or from API_KEY and
     * API_SECRET.
     *
     * @param given copied; the caller closes its own
     * @return this builder
     */
    public CloudinaryStoreBuilder credentials(CloudinaryCredentials given) {
        return credentials(new FixedCredentials(given.copy()));
    }

    /**
     * Asks for credentials when they are needed.
     *
     * @param source asked for each request
     * @return this builder
     */
    public CloudinaryStoreBuilder credentials(CloudinaryCredentialsSource source) {
        this.credentials = Objects.requireNonNull(source, "source");
        return this;
    }

    /** For tests: other variables than those of this process. */
    CloudinaryStoreBuilder environment(Map<String, String> variables) {
        this.environment = Map.copyOf(variables);
        return this;
    }

    /**
     * Says how assets are guarded. It is a part of where they are: a store does not see what was put with another type.
     *
     * @param value {@link DeliveryType#AUTHENTICATED} unless it is set
     * @return this builder
     */
    public CloudinaryStoreBuilder type(DeliveryType value) {
        this.type = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Says where the API is: {@code https://api-eu.cloudinary.com} for accounts in Europe, for example.
     *
     * @param address without parameters; {@code https}, but for this machine
     * @return this builder
     */
    public CloudinaryStoreBuilder endpoint(URI address) {
        this.api = Endpoints.check(address);
        return this;
    }

    /**
     * Says where assets are delivered from, with the name of the cloud if it is a part of their URLs. Without it that is
     * {@code https://res.cloudinary.com/CLOUD}.
     *
     * @param address without parameters; {@code https}, but for this machine
     * @return this builder
     */
    public CloudinaryStoreBuilder deliveryEndpoint(URI address) {
        this.delivery = Endpoints.check(address);
        return this;
    }

    /**
     * Chooses what requests are signed with.
     *
     * @param algorithm {@link SignatureAlgorithm#SHA_256} unless it is set
     * @return this builder
     */
    public CloudinaryStoreBuilder signatureAlgorithm(SignatureAlgorithm algorithm) {
        this.signatureAlgorithm = Objects.requireNonNull(algorithm, "algorithm");
        return this;
    }

    /**
     * Says how large a raw asset the plan permits, so that opening does not have to ask.
     *
     * @param bytes 2 or more; objects may have one byte less
     * @return this builder
     */
    public CloudinaryStoreBuilder maximumAssetSize(long bytes) {
        if (bytes < 2) {
            throw new IllegalArgumentException("the largest asset has 2 bytes or more, was " + bytes);
        }
        this.maximumAssetSize = bytes;
        return this;
    }

    /**
     * Sets from which size on assets are sent in several requests, and how large these are.
     *
     * @param bytes from 5 MiB to 100 MB; 20 MiB unless it is set
     * @return this builder
     */
    public CloudinaryStoreBuilder chunkSize(int bytes) {
        if (bytes < SMALLEST_CHUNK || bytes > LARGEST_CHUNK) {
            throw new IllegalArgumentException(
                    "a chunk has " + SMALLEST_CHUNK + " to " + LARGEST_CHUNK + " bytes, was " + bytes);
        }
        this.chunkSize = bytes;
        return this;
    }

    /**
     * Sets for how long a listing may be used again, while this client writes nothing and looks at nothing else.
     *
     * @param duration 10 seconds unless it is set; zero for never
     * @return this builder
     */
    public CloudinaryStoreBuilder listingsKeptFor(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a listing is kept for no negative time, was " + duration);
        }
        this.listingsKeptFor = duration;
        return this;
    }

    /**
     * Sets how long to wait for an answer, or for more of one. An upload has a minute more for each megabyte.
     *
     * @param duration a minute unless it is set
     * @return this builder
     */
    public CloudinaryStoreBuilder timeout(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a timeout is positive, was " + duration);
        }
        this.timeout = duration;
        return this;
    }

    /**
     * Takes the time of requests from a clock other than the system's. Cloudinary refuses requests that are an hour old.
     *
     * @param value for timestamps
     * @return this builder
     */
    public CloudinaryStoreBuilder clock(Clock value) {
        this.clock = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Opens the store. Asks Cloudinary how large an asset may be, unless {@link #maximumAssetSize} told it.
     *
     * @return an open store
     * @throws IllegalStateException when no cloud or no prefix was named
     * @throws io.coffer.backup.spi.StoreAccessException when there are no credentials, or they are refused
     * @throws io.coffer.backup.spi.StoreException when Cloudinary cannot be reached
     * @throws IOException when the source of the credentials fails
     */
    public CloudinaryObjectStore open() throws IOException {
        if (cloud == null || prefix == null) {
            throw new IllegalStateException("a store in Cloudinary has a cloud and a prefix; name both");
        }
        Endpoints endpoints = new Endpoints(api, delivery == null ? Endpoints.DELIVERY + cloud : delivery, cloud, type);
        CloudinaryCredentialsSource source =
                credentials == null ? new EnvironmentCredentials(cloud, environment) : credentials;
        // Early, so that it is said before anything is asked for.
        source.get().close();
        return new CloudinaryObjectStore(new PublicIds(prefix), endpoints, source, this);
    }
}
