package io.coffer.backup.store.azure;

import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobImmutabilityPolicyMode;
import com.azure.storage.blob.models.RehydratePriority;
import io.coffer.backup.spi.ObjectStores;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads {@code azblob:} URIs. */
final class AzureUri {
    static final String SCHEME = "azblob";

    private static final String LOCK = "lock";
    private static final String LOCK_DAYS = "lock-days";
    private static final Map<String, BiConsumer<AzureObjectStoreBuilder, String>> SETTERS = Map.of(
            "endpoint",
            AzureObjectStoreBuilder::endpoint,
            "create",
            (builder, value) -> builder.createContainer(flag(value)),
            "tier",
            (builder, value) -> builder.dataTier(tier(value)),
            "cold-storage",
            (builder, value) -> builder.coldStorage(flag(value)),
            "recall-priority",
            (builder, value) -> builder.rehydratePriority(priority(value)),
            "encryption-scope",
            AzureObjectStoreBuilder::encryptionScope,
            "parallel",
            (builder, value) -> builder.parallel(number(value)),
            "timeout",
            (builder, value) -> builder.timeout(Duration.ofSeconds(number(value))));

    /** The parameters of a shared access signature, with which a URI from the portal ends. */
    private static final Set<String> SIGNATURE = Set.of("sig", "sv", "se", "sp", "sr", "ss", "srt", "st", "spr", "sip");

    private final URI uri;
    private final AzureObjectStoreBuilder builder = AzureObjectStore.builder();

    private AzureUri(URI uri) {
        this.uri = uri;
    }

    /** A builder with everything that the URI says. */
    static AzureObjectStoreBuilder parse(URI uri) {
        return new AzureUri(uri).parse();
    }

    private AzureObjectStoreBuilder parse() {
        String authority = uri.getRawAuthority();
        String path = uri.getPath();
        if (!SCHEME.equals(uri.getScheme()) || authority == null || path == null || uri.getRawFragment() != null) {
            throw refused("it has another form");
        }
        if (authority.indexOf('@') >= 0) {
            throw refused("a key or password does not belong into a URI; set AZURE_STORAGE_KEY,"
                    + " AZURE_STORAGE_SAS_TOKEN or AZURE_STORAGE_CONNECTION_STRING in the environment");
        }
        String rest = path.startsWith("/") ? path.substring(1) : path;
        int slash = rest.indexOf('/');
        Map<String, String> parameters = parameters();
        try {
            builder.account(authority)
                    .container(slash < 0 ? rest : rest.substring(0, slash))
                    .prefix(slash < 0 ? "" : rest.substring(slash + 1));
            apply(parameters);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        return builder;
    }

    private void apply(Map<String, String> parameters) {
        parameters.forEach((name, value) -> {
            BiConsumer<AzureObjectStoreBuilder, String> setter = SETTERS.get(name);
            if (setter != null) {
                setter.accept(builder, value);
            }
        });
        String mode = parameters.get(LOCK);
        String days = parameters.get(LOCK_DAYS);
        if (mode != null && days != null) {
            builder.immutability(mode(mode), Duration.ofDays(number(days)));
        } else if (mode != null || days != null) {
            throw new IllegalArgumentException("lock and lock-days belong together");
        }
    }

    private static boolean flag(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("create and cold-storage must be true or false");
        };
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("parallel, timeout and lock-days must be whole numbers", e);
        }
    }

    private static RehydratePriority priority(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "standard" -> RehydratePriority.STANDARD;
            case "high" -> RehydratePriority.HIGH;
            default -> throw new IllegalArgumentException("recall-priority must be standard or high");
        };
    }

    private static AccessTier tier(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "hot" -> AccessTier.HOT;
            case "cool" -> AccessTier.COOL;
            case "cold" -> AccessTier.COLD;
            case "archive" -> AccessTier.ARCHIVE;
            default -> throw new IllegalArgumentException("tier must be hot, cool, cold or archive");
        };
    }

    private static BlobImmutabilityPolicyMode mode(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "unlocked" -> BlobImmutabilityPolicyMode.UNLOCKED;
            case "locked" -> BlobImmutabilityPolicyMode.LOCKED;
            default -> throw new IllegalArgumentException("lock must be unlocked or locked");
        };
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = uri.getRawQuery();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (SIGNATURE.contains(name)) {
                throw refused("a shared access signature does not belong into a URI;"
                        + " set AZURE_STORAGE_SAS_TOKEN in the environment");
            }
            // The name is not shown: a token that was pasted without its "?" may begin anywhere.
            if (equals < 0 || !isKnown(name)) {
                throw refused("it has a parameter that is not known");
            }
            String value =
                    URLDecoder.decode(parameter.substring(equals + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
            if (parameters.put(name, value) != null) {
                throw refused("it has the parameter " + name + " twice");
            }
        }
        return parameters;
    }

    private IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("not the location of a store in Azure: " + ObjectStores.redact(uri) + ": "
                + reason + "; expected azblob://account/container/prefix, and after a \"?\", joined by \"&\", any of "
                + "endpoint=https://..., create=false, tier=cool, cold-storage=true, recall-priority=high, lock=locked&lock-days=30,"
                + " encryption-scope=..., parallel=4, timeout=60");
    }

    private static boolean isKnown(String name) {
        return SETTERS.containsKey(name) || name.equals(LOCK) || name.equals(LOCK_DAYS);
    }
}
