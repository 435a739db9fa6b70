package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStoreProvider;
import io.coffer.backup.spi.ObjectStores;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens stores from URIs of the form {@code cloudinary://cloud/prefix}, with credentials from the environment (see
 * {@link CloudinaryStoreBuilder#credentials(CloudinaryCredentials)}). Parameters, each optional:
 *
 * <ul>
 *   <li>{@code type}: {@code authenticated} or {@code private}
 *   <li>{@code signature}: {@code sha256} or {@code sha1}
 *   <li>{@code endpoint}: where the API is
 *   <li>{@code delivery}: where assets are delivered from
 *   <li>{@code maximumAssetSize}: the largest raw asset of the plan, in bytes
 *   <li>{@code chunkSize}: the size of parts of large uploads, in bytes
 * </ul>
 *
 * <p>A URI with credentials in it is refused: URIs are logged. Safe for use by many threads.
 */
public final class CloudinaryObjectStoreProvider implements ObjectStoreProvider {
    private static final String SCHEME = "cloudinary";

    private final Map<String, String> environment;

    /** For {@link java.util.ServiceLoader}. */
    public CloudinaryObjectStoreProvider() {
        this(System.getenv());
    }

    CloudinaryObjectStoreProvider(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public ObjectStore open(URI uri) throws IOException {
        return builder(uri).open();
    }

    CloudinaryStoreBuilder builder(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority != null && authority.indexOf('@') >= 0) {
            throw refused(
                    uri,
                    "credentials must not stand in it, since URIs are logged; put that URL into the variable"
                            + " CLOUDINARY_URL of the environment",
                    null);
        }
        if (!SCHEME.equals(uri.getScheme()) || authority == null || uri.getRawFragment() != null) {
            throw refused(uri, "it names no cloud, or has a fragment", null);
        }
        String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
        try {
            CloudinaryStoreBuilder builder = CloudinaryObjectStore.builder()
                    .cloud(authority)
                    .prefix(path)
                    .environment(environment);
            apply(uri.getRawQuery(), builder);
            return builder;
        } catch (IllegalArgumentException wrong) {
            throw refused(uri, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static void apply(@Nullable String query, CloudinaryStoreBuilder builder) {
        if (query == null) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (!names.add(name)) {
                throw new IllegalArgumentException("a parameter is there twice");
            }
            apply(name, URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8), builder);
        }
    }

    private static void apply(String name, String value, CloudinaryStoreBuilder builder) {
        switch (name) {
            case "type" ->
                builder.type(
                        one("type", value, "authenticated", "private")
                                ? DeliveryType.AUTHENTICATED
                                : DeliveryType.PRIVATE);
            case "signature" ->
                builder.signatureAlgorithm(
                        one("signature", value, "sha256", "sha1")
                                ? SignatureAlgorithm.SHA_256
                                : SignatureAlgorithm.SHA_1);
            case "endpoint" -> builder.endpoint(URI.create(value));
            case "delivery" -> builder.deliveryEndpoint(URI.create(value));
            case "maximumAssetSize" -> builder.maximumAssetSize(number(name, value));
            case "chunkSize" -> builder.chunkSize(Math.toIntExact(Math.min(number(name, value), Integer.MAX_VALUE)));
            default ->
                // Without its name: whoever writes a secret there may have left out the "=".
                throw new IllegalArgumentException("a parameter is none of type, signature, endpoint, delivery,"
                        + " maximumAssetSize and chunkSize");
        }
    }

    private static boolean one(String name, String value, String first, String second) {
        if (!value.equals(first) && !value.equals(second)) {
            throw new IllegalArgumentException(name + " is neither " + first + " nor " + second);
        }
        return value.equals(first);
    }

    private static long number(String name, String value) {
        if (!value.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(name + " is no number of bytes");
        }
        return Long.parseLong(value);
    }

    private static IllegalArgumentException refused(URI uri, String reason, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "not the location of a store in Cloudinary: " + ObjectStores.redact(uri) + ": " + reason
                        + "; expected cloudinary://cloud/prefix, such as cloudinary://my-cloud/backups/laptop",
                cause);
    }
}
