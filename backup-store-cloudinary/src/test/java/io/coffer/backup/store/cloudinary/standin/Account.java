package io.coffer.backup.store.cloudinary.standin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who may ask: verifies what requests are signed with, from https://cloudinary.com/documentation/authentication_signatures. */
final class Account {
    private static final Set<String> UNSIGNED = Set.of("file", "cloud_name", "resource_type", "api_key", "signature");
    private static final long HOUR = 3600;

    private final String key;
    private final String secret;
    private final Clock clock;

    Account(String key, String secret, Clock clock) {
        this.key = key;
        this.secret = secret;
        this.clock = clock;
    }

    /** Refuses a call of the upload API that is not signed, wrongly signed, or signed long ago. */
    void verify(Map<String, String> parameters) throws Refusal {
        if (!key.equals(parameters.get("api_key"))) {
            throw new Refusal(401, "Unknown API key " + parameters.get("api_key"));
        }
        TreeMap<String, String> signed = new TreeMap<>(parameters);
        signed.keySet().removeAll(UNSIGNED);
        StringBuilder text = new StringBuilder();
        signed.forEach((name, value) -> text.append(text.length() == 0 ? "" : "&")
                .append(name)
                .append('=')
                .append(value));
        String signature = parameters.getOrDefault("signature", "");
        if (!signature.equals(sign("SHA-1", text, secret)) && !signature.equals(sign("SHA-256", text, secret))) {
            throw new Refusal(401, "Invalid Signature " + signature + ". String to sign - '" + text + "'.");
        }
        long time = Long.parseLong(parameters.getOrDefault("timestamp", "0"));
        long now = clock.instant().getEpochSecond();
        if (Math.abs(now - time) > HOUR) {
            throw new Refusal(
                    400,
                    "Stale request - reported time is " + java.time.Instant.ofEpochSecond(time)
                            + " which is more than 1 hour ago");
        }
    }

    static String sign(String algorithm, CharSequence text, String secret) {
        return HexFormat.of().formatHex(digest(algorithm, text + secret));
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Refuses a call of the Admin API without the right credentials. */
    void verifyBasic(String authorization) throws Refusal {
        String right = Base64.getEncoder().encodeToString((key + ":" + secret).getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + right).equals(authorization)) {
            throw new Refusal(401, "Invalid credentials");
        }
    }

    /** Refuses the delivery of what is not public, unless the URL is signed: 8 characters of SHA-1, or 32 of SHA-256. */
    void verifyDelivery(String signature, String id) throws Refusal {
        String small = url("SHA-1", id).substring(0, 8);
        String large = url("SHA-256", id).substring(0, 32);
        if (!signature.equals("s--" + small + "--") && !signature.equals("s--" + large + "--")) {
            throw new Refusal(401, "Resource is not allowed");
        }
    }

    private String url(String algorithm, String id) {
        return Base64.getUrlEncoder().encodeToString(digest(algorithm, id + secret));
    }
}
