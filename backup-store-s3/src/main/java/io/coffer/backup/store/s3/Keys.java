package io.coffer.backup.store.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks what names a bucket, the keys in it and the server. */
final class Keys {
    static final String SCHEME = "s3";

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");

    /** S3 takes keys of 1024 bytes; names of objects have up to 200. */
    private static final int LONGEST_PREFIX = 800;

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    private Keys() {}

    static String checkBucket(String bucket) {
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
            throw new IllegalArgumentException(
                    "not the name of a bucket; expected 3 or more of letters, digits, '.', '-'"
                            + " and '_', a letter or digit at both ends");
        }
        return bucket;
    }

    /** Without slashes at its ends. */
    static String checkPrefix(String prefix) {
        String trimmed = prefix.replaceAll("^/+|/+$", "");
        if (trimmed.isEmpty()) {
            return trimmed;
        }
        boolean odd = trimmed.chars().anyMatch(Character::isISOControl);
        for (String segment : trimmed.split("/", -1)) {
            odd |= segment.isEmpty() || segment.equals(".") || segment.equals("..");
        }
        if (odd || trimmed.getBytes(StandardCharsets.UTF_8).length > LONGEST_PREFIX) {
            throw new IllegalArgumentException(
                    "not a prefix of keys: expected segments joined by '/', none of them empty,"
                            + " '.' or '..', no control characters, and at most " + LONGEST_PREFIX + " bytes in UTF-8");
        }
        return trimmed;
    }

    static URI checkEndpoint(URI endpoint) {
        boolean web = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
        if (!web
                || endpoint.getHost() == null
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null) {
            // It is not shown: it may hold credentials.
            throw new IllegalArgumentException("not an endpoint of S3; expected https://host or https://host:port,"
                    + " without user-info (credentials never stand in a URI), query and fragment");
        }
        return endpoint;
    }

    /** Whether what is sent there does not leave the machine. */
    static boolean isHere(URI endpoint) {
        return HERE.contains(endpoint.getHost());
    }

    /** A number of a setting. */
    static int between(String what, int value, int least, int most) {
        return (int) between(what, (long) value, least, most);
    }

    /** A number of a setting. */
    static long between(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + ": " + value + "; expected " + least + " to " + most);
        }
        return value;
    }

    static String location(String bucket, String prefix) {
        try {
            String path = prefix.isEmpty() ? "" : "/" + prefix;
            return SCHEME + "://" + bucket + new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a prefix of keys", e);
        }
    }
}
