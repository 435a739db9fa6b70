package io.coffer.backup.store.cloudinary;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The signatures that Cloudinary asks for. Values of parameters must hold none of {@code &} and {@code =}. */
final class Signatures {
    private static final int DELIVERY_LENGTH = 32;

    private Signatures() {}

    /** Signs a request to the upload API: the digest of the sorted parameters and the secret, in hexadecimal digits. */
    static String ofRequest(
            SortedMap<String, String> parameters, CloudinaryCredentials credentials, SignatureAlgorithm algorithm) {
        String text = parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
        MessageDigest digest = algorithm.start();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(credentials.finish(digest));
    }

    /** Signs a URL for delivery: what stands in it before the version. The version is not signed. */
    static String ofDelivery(String publicId, CloudinaryCredentials credentials) {
        // The long form is always of SHA-256; the short one has 48 bits only.
        MessageDigest digest = SignatureAlgorithm.SHA_256.start();
        digest.update(publicId.getBytes(StandardCharsets.UTF_8));
        String text = Base64.getUrlEncoder().encodeToString(credentials.finish(digest));
        return "s--" + text.substring(0, DELIVERY_LENGTH) + "--";
    }

    /** Encodes parameters as a form. */
    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "="
                        + java.net.URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
