package io.coffer.backup.spi;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the locations of stores, and takes out of them what must not be shown. */
final class StoreUris {
    private static final String FILE = "file";
    private static final String MASK = "***";

    /** Two characters at least: {@code C:\backups} is a path. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    private StoreUris() {}

    /** A URI as it is, a plain path as a {@code file:} URI. */
    static URI parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the location of a store is empty; expected a URI such as"
                    + " file:/backups/laptop or s3://bucket/prefix, or the path of a directory");
        }
        return SCHEME.matcher(text).matches() ? parseUri(text) : fromPath(text);
    }

    /** The same URI with its scheme in lower case; {@code file} where there is none. */
    static URI normalize(URI uri) {
        String scheme = uri.getScheme() == null ? FILE : uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals(uri.getScheme())) {
            return uri;
        }
        String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
        return parseUri(scheme + ":" + uri.getRawSchemeSpecificPart() + fragment);
    }

    private static URI parseUri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Neither the text nor the exception, which quotes it: a secret in it cannot be found.
            throw new IllegalArgumentException(
                    "not a valid URI: \"" + text.substring(0, text.indexOf(':')) + ":...\": "
                            + e.getReason() + " at index " + e.getIndex()
                            + "; write special characters percent-encoded (a space is %20), or a local directory as a plain path");
        }
    }

    private static URI fromPath(String text) {
        if (text.equals("~") || text.startsWith("~/")) {
            throw new IllegalArgumentException(
                    "\"~\" in \"" + text + "\" is known to shells only; write the whole path: \""
                            + System.getProperty("user.home") + text.substring(1) + "\"");
        }
        try {
            return Path.of(text).toUri();
        } catch (InvalidPathException e) {
            if (File.separatorChar != '/') {
                throw e;
            }
            // A locale without the characters of the name, as containers have it: its bytes are UTF-8 all the same.
            return encoded(text);
        }
    }

    private static URI encoded(String path) {
        try {
            String relative = path.startsWith("/") ? path : "./" + path;
            return URI.create(FILE + ":" + new URI(null, null, relative, null).toASCIIString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not the path of a directory: \"" + path + "\"", e);
        }
    }

    /** See {@link ObjectStores#redact}. Works on the text, because secrets with odd characters are parsed wrongly. */
    static String redact(URI uri) {
        String text = uri.toString();
        int schemeEnd = uri.getScheme() == null ? 0 : uri.getScheme().length() + 1;
        String scheme = text.substring(0, schemeEnd);
        String rest = text.substring(schemeEnd);
        String slashes = rest.startsWith("//") ? "//" : "";
        int headEnd = indexOfAny(rest, "?#");
        String head = rest.substring(slashes.length(), headEnd);
        String tail = rest.substring(headEnd);
        if (FILE.equalsIgnoreCase(uri.getScheme()) || uri.getScheme() == null) {
            // "@" is common in paths; user-info can only stand in the authority.
            int authorityEnd = slashes.isEmpty() ? 0 : indexOfAny(head, "/");
            String authority = maskUpToAt(head.substring(0, authorityEnd));
            return scheme + slashes + authority + head.substring(authorityEnd) + maskTail(tail);
        }
        if (tail.indexOf('@') >= 0) {
            // Perhaps a query with an "@", perhaps a password with a "?": show nothing of either.
            return scheme + slashes + MASK;
        }
        // The last "@": a secret key may contain "/" and "@".
        return scheme + slashes + maskUpToAt(head) + maskTail(tail);
    }

    private static String maskUpToAt(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 ? text : MASK + text.substring(at);
    }

    private static String maskTail(String tail) {
        int hash = indexOfAny(tail, "#");
        String fragment = hash == tail.length() ? "" : "#" + MASK;
        if (!tail.startsWith("?")) {
            return fragment;
        }
        String query = Arrays.stream(tail.substring(1, hash).split("&", -1))
                .map(parameter -> parameter.substring(0, parameter.indexOf('=') + 1) + MASK)
                .collect(Collectors.joining("&"));
        return "?" + query + fragment;
    }

    private static int indexOfAny(String text, String characters) {
        int i = 0;
        while (i < text.length() && characters.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }
}
