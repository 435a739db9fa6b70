package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.StoreAccessException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Credentials from variables of the environment: CLOUDINARY_URL, or CLOUDINARY_API_KEY and CLOUDINARY_API_SECRET, or
 * API_KEY and API_SECRET. The name of the cloud in them must be that of the store.
 */
record EnvironmentCredentials(String cloud, Map<String, String> environment) implements CloudinaryCredentialsSource {
    private static final Pattern URL = Pattern.compile("cloudinary://([^:@/]+):([^@/]+)@([^/?]+).*", Pattern.DOTALL);

    @Override
    public CloudinaryCredentials get() throws StoreAccessException {
        String url = variable("CLOUDINARY_URL");
        if (url != null) {
            return fromUrl(url);
        }
        for (String prefix : new String[] {"CLOUDINARY_", ""}) {
            String key = variable(prefix + "API_KEY");
            String secret = variable(prefix + "API_SECRET");
            if (key != null && secret != null) {
                requireCloud(prefix + "CLOUD_NAME", variable(prefix + "CLOUD_NAME"));
                return CloudinaryCredentials.of(key, secret.toCharArray());
            }
        }
        throw new StoreAccessException(
                "there are no credentials for the Cloudinary cloud \"" + cloud
                        + "\"; set CLOUDINARY_URL, or API_KEY and API_SECRET, in the environment, or give them to the"
                        + " builder of the store",
                null,
                null);
    }

    private CloudinaryCredentials fromUrl(String url) throws StoreAccessException {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            // Without the value, which is a secret however it is written.
            throw new StoreAccessException(
                    "CLOUDINARY_URL in the environment is not of the form cloudinary://KEY:SECRET@CLOUD", null, null);
        }
        requireCloud("CLOUDINARY_URL", parts.group(3));
        return CloudinaryCredentials.of(
                decode(parts.group(1)), decode(parts.group(2)).toCharArray());
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    private void requireCloud(String variable, @Nullable String found) throws StoreAccessException {
        if (found != null && !found.equals(cloud)) {
            throw new StoreAccessException(
                    "the credentials in the environment are for the Cloudinary cloud \"" + found + "\" (" + variable
                            + "), and the store is in \"" + cloud + "\"; set those of that cloud",
                    null,
                    null);
        }
    }

    private @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    @Override
    public String toString() {
        return "EnvironmentCredentials[" + cloud + "]";
    }
}
