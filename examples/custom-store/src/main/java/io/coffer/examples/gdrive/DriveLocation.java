package io.coffer.examples.gdrive;

import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectStores;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a store lies: {@code gdrive:FOLDER} or {@code gdrive:FOLDER/prefix}.
 *
 * @param folder the id of a folder, as the address bar of a browser shows it
 * @param prefix what the names of all files in Drive start with, before a slash; empty for none
 * @param endpoint of another server than Google's, with a slash at its end; null for Google's
 */
record DriveLocation(String folder, String prefix, @Nullable String endpoint) {
    static final String SCHEME = "gdrive";

    private static final Pattern FORM = Pattern.compile("(?://)?([A-Za-z0-9_-]+)(?:/([^?#]*?))?/?(?:\\?(.*))?");
    private static final Pattern ENDPOINT = Pattern.compile("endpoint=(https?://[A-Za-z0-9.:\\[\\]-]+)/?");

    /** Reads a URI; what is wrong with it is told without any secret that may stand in it. */
    static DriveLocation of(URI uri) {
        Matcher form = FORM.matcher(uri.getRawSchemeSpecificPart());
        if (!SCHEME.equals(uri.getScheme()) || uri.getRawFragment() != null || !form.matches()) {
            throw refused(uri);
        }
        String prefix = form.group(2) == null ? "" : form.group(2);
        if (!prefix.isEmpty() && !ObjectNames.isValid(prefix)) {
            throw refused(uri);
        }
        return new DriveLocation(form.group(1), prefix, endpoint(uri, form.group(3)));
    }

    private static @Nullable String endpoint(URI uri, @Nullable String query) {
        if (query == null) {
            return null;
        }
        Matcher endpoint = ENDPOINT.matcher(query);
        if (!endpoint.matches()) {
            throw refused(uri);
        }
        return endpoint.group(1) + "/";
    }

    private static IllegalArgumentException refused(URI uri) {
        return new IllegalArgumentException("not the location of a store in Google Drive: " + ObjectStores.redact(uri)
                + "; expected gdrive:FOLDER-ID or gdrive:FOLDER-ID/prefix, the id as it stands at the end of the"
                + " folder's address in a browser, the prefix in the characters of object names");
    }

    /** The name of an object's file in Drive. */
    String fileName(String objectName) {
        return prefix.isEmpty() ? objectName : prefix + "/" + objectName;
    }

    /** The name of the object that a file is, or null when it is no object. */
    @Nullable
    String objectName(String fileName) {
        if (!fileName.startsWith(fileName(""))) {
            return null;
        }
        String name = fileName.substring(fileName("").length());
        return ObjectNames.isValid(name) ? name : null;
    }

    @Override
    public String toString() {
        return SCHEME + ":" + folder + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
