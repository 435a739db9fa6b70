package io.coffer.backup.store.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where the blob service of an account is. */
final class Endpoint {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private Endpoint() {}

    /** The same URL without a slash at its end. */
    static String check(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // Neither the text nor the exception, which quotes it.
            throw refused();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("https") && !scheme.equals("http"))
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw refused();
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Whether nobody else can read what is sent there. */
    static boolean isPrivate(String url) {
        URI uri = URI.create(url);
        return "https".equalsIgnoreCase(uri.getScheme())
                || LOOPBACK.matcher(uri.getHost()).matches();
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("the endpoint must be a URL such as https://account.blob.core.windows.net,"
                + " without user, password, \"?\" and \"#\"");
    }
}
