package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectStores;
import io.coffer.backup.spi.StoreAccessException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code s3://bucket/prefix?parameter=value&...} into a builder. Messages show no value: people put secrets in
 * the wrong place.
 */
final class StoreUri {
    private static final String FORM = "expected s3://bucket/prefix?region=...&endpoint=...";
    private static final int LONGEST_KEY_FILE = 1024;

    private static final Map<String, BiConsumer<S3ObjectStoreBuilder, String>> SIMPLE = simple();

    /** Those that are set together with others. */
    private static final List<String> JOINT = List.of(
            "encryption",
            "kms-key-id",
            "customer-key-file",
            "customer-key-env",
            "lock",
            "lock-days",
            "recall-tier",
            "recall-days",
            "multipart-threshold",
            "part-size",
            "connect-timeout",
            "timeout");

    private StoreUri() {}

    private static Map<String, BiConsumer<S3ObjectStoreBuilder, String>> simple() {
        Map<String, BiConsumer<S3ObjectStoreBuilder, String>> setters = new TreeMap<>();
        setters.put("region", S3ObjectStoreBuilder::region);
        setters.put("endpoint", (builder, value) -> builder.endpoint(endpoint(value)));
        setters.put("path-style", (builder, value) -> builder.pathStyle(flag(value)));
        setters.put("compatibility", (builder, value) -> builder.compatibility(flag(value)));
        setters.put("conditional-put", (builder, value) -> builder.conditionalPut(oneOf(ConditionalPut.class, value)));
        setters.put("credentials", StoreUri::credentials);
        setters.put("profile", (builder, value) -> builder.credentials(S3Credentials.profile(value)));
        setters.put("storage-class", S3ObjectStoreBuilder::dataStorageClass);
        setters.put("cold-storage", (builder, value) -> builder.coldStorage(flag(value)));
        setters.put("parallel", (builder, value) -> builder.parallel(number(value)));
        setters.put("delete-batch", (builder, value) -> builder.deleteBatch(number(value)));
        setters.put("max-connections", (builder, value) -> builder.maximumConnections(number(value)));
        return setters;
    }

    static S3ObjectStoreBuilder parse(URI uri) throws IOException {
        String authority = uri.getRawAuthority();
        if (!Keys.SCHEME.equals(uri.getScheme()) || authority == null) {
            throw refused(uri, "there is no bucket in it");
        }
        if (authority.indexOf('@') >= 0) {
            throw refused(
                    uri,
                    "credentials never stand in a URI; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the"
                            + " environment, or name a profile with profile=");
        }
        if (uri.getRawFragment() != null) {
            throw refused(uri, "it has a \"#\" (in a prefix that is %23)");
        }
        Map<String, String> parameters = parameters(uri);
        S3ObjectStoreBuilder builder = setting(uri, "bucket and prefix", () -> {
            S3ObjectStoreBuilder made = S3ObjectStore.builder(authority);
            String path = uri.getPath();
            return path == null ? made : made.prefix(path);
        });
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            BiConsumer<S3ObjectStoreBuilder, String> setter = SIMPLE.get(parameter.getKey());
            if (setter != null) {
                setting(uri, parameter.getKey(), () -> {
                    setter.accept(builder, parameter.getValue());
                    return builder;
                });
            }
        }
        setting(uri, "encryption, kms-key-id and customer-key-...", () -> encryption(builder, parameters));
        setting(uri, "lock, recall, multipart and timeouts", () -> joint(builder, parameters));
        return builder;
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = uri.getRawQuery();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? "" : parameter.substring(0, equals);
            if (!SIMPLE.containsKey(key) && !JOINT.contains(key)) {
                List<String> known = new ArrayList<>(SIMPLE.keySet());
                known.addAll(JOINT);
                throw refused(uri, "it has a parameter that is not known; known ones are " + String.join(", ", known));
            }
            String value =
                    URLDecoder.decode(parameter.substring(equals + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
            if (parameters.put(key, value) != null) {
                throw refused(uri, "it has \"" + key + "\" twice");
            }
        }
        return parameters;
    }

    private static URI endpoint(String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            // Without its text, which shows the value.
            throw new IllegalArgumentException("not a URI; expected https://host or https://host:port");
        }
    }

    private static void credentials(S3ObjectStoreBuilder builder, String value) {
        switch (value) {
            case "default" -> builder.credentials(S3Credentials.defaults());
            case "environment" -> builder.credentials(S3Credentials.environment());
            case "anonymous" -> builder.credentials(S3Credentials.anonymous());
            default -> throw new IllegalArgumentException("expected default, environment or anonymous");
        }
    }

    private static S3ObjectStoreBuilder encryption(S3ObjectStoreBuilder builder, Map<String, String> parameters) {
        String kind = parameters.getOrDefault("encryption", "none");
        String keyId = parameters.get("kms-key-id");
        String file = parameters.get("customer-key-file");
        String variable = parameters.get("customer-key-env");
        boolean customer = file != null || variable != null;
        if ((keyId != null && !kind.equals("kms"))
                || customer != kind.equals("customer-key")
                || (file != null && variable != null)) {
            throw new IllegalArgumentException("kms-key-id belongs to encryption=kms, and one of customer-key-file and"
                    + " customer-key-env to encryption=customer-key");
        }
        return switch (kind) {
            case "none" -> builder;
            case "server" -> builder.encryption(S3Encryption.serverKey());
            case "kms" -> builder.encryption(S3Encryption.kms(keyId));
            case "customer-key" -> builder.encryption(S3Encryption.customerKey(() -> key(file, variable)));
            default -> throw new IllegalArgumentException("expected none, server, kms or customer-key");
        };
    }

    private static byte[] key(@Nullable String file, @Nullable String variable) {
        String text;
        if (file != null) {
            text = read(Path.of(file));
        } else {
            text = System.getenv(variable);
            if (text == null) {
                throw new IllegalStateException("the environment has no variable " + variable
                        + "; it should hold the key of SSE-C, 32 bytes in Base64");
            }
        }
        try {
            return Base64.getDecoder().decode(text.trim());
        } catch (IllegalArgumentException e) {
            // Without its cause, which shows a character of the key.
            throw new IllegalStateException("the key of SSE-C is not valid Base64; expected 32 bytes in Base64");
        }
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST_KEY_FILE), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new StoreAccessException("cannot read the key of SSE-C from " + file + ": " + e, null, e));
        }
    }

    private static S3ObjectStoreBuilder joint(S3ObjectStoreBuilder builder, Map<String, String> parameters) {
        if (parameters.containsKey("lock") != parameters.containsKey("lock-days")) {
            throw new IllegalArgumentException("lock=governance or lock=compliance goes with lock-days=N");
        }
        if (parameters.containsKey("lock")) {
            builder.objectLock(
                    oneOf(RetentionMode.class, parameters.getOrDefault("lock", "")),
                    Duration.ofDays(number(parameters.getOrDefault("lock-days", ""))));
        }
        builder.recall(
                parameters.getOrDefault("recall-tier", "Standard"),
                number(parameters.getOrDefault("recall-days", "7")));
        builder.multipart(
                longNumber(parameters.getOrDefault(
                        "multipart-threshold", String.valueOf(S3ObjectStoreBuilder.MULTIPART_THRESHOLD))),
                number(parameters.getOrDefault("part-size", String.valueOf(S3ObjectStoreBuilder.PART_SIZE))));
        return builder.timeout(
                Duration.ofSeconds(number(parameters.getOrDefault("connect-timeout", "10"))),
                Duration.ofSeconds(number(parameters.getOrDefault("timeout", "60"))));
    }

    private static boolean flag(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("expected true or false");
        }
        return value.equals("true");
    }

    private static int number(String value) {
        return Math.toIntExact(Keys.between("number", longNumber(value), 0, Integer.MAX_VALUE));
    }

    private static long longNumber(String value) {
        if (!value.matches("\\d{1,15}")) {
            throw new IllegalArgumentException("expected a whole number");
        }
        return Long.parseLong(value);
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(
                "expected one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
    }

    private static S3ObjectStoreBuilder setting(URI uri, String what, Supplier<S3ObjectStoreBuilder> setting) {
        try {
            return setting.get();
        } catch (IllegalArgumentException e) {
            throw refused(uri, what + ": " + e.getMessage());
        }
    }

    private static IllegalArgumentException refused(URI uri, String reason) {
        return new IllegalArgumentException(
                "not the location of an S3 store: " + ObjectStores.redact(uri) + ": " + reason + "; " + FORM);
    }
}
