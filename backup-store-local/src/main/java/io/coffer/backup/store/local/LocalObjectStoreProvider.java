package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStoreProvider;
import io.coffer.backup.spi.ObjectStores;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens directories of the default file system from {@code file:} URIs: {@code file:/backups/laptop} and
 * {@code file:///backups/laptop} are the same, {@code file:backups/laptop} is relative to the working directory.
 * Special characters are percent-encoded, and so is every byte of a name that is not UTF-8.
 *
 * <p>Safe for use by many threads.
 */
public final class LocalObjectStoreProvider implements ObjectStoreProvider {
    private static final String SCHEME = "file";

    /** For {@link java.util.ServiceLoader}. */
    public LocalObjectStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public ObjectStore open(URI uri) throws IOException {
        return LocalObjectStore.at(toPath(uri));
    }

    static Path toPath(URI uri) {
        if (!SCHEME.equals(uri.getScheme())) {
            throw refused(uri, "its scheme is not \"file\"", null);
        }
        String specific = uri.getRawSchemeSpecificPart();
        if (uri.getRawFragment() != null || specific.indexOf('?') >= 0) {
            throw refused(uri, "a directory has no \"?\" and no \"#\" (in a name they are %3F and %23)", null);
        }
        if (specific.startsWith("//") && uri.getRawAuthority() != null) {
            throw refused(uri, "after \"file://\" comes the name of a host, not a directory", null);
        }
        try {
            return Path.of(URI.create(uri.isOpaque() ? workingDirectory() + specific : threeSlashes(specific)));
        } catch (IllegalArgumentException e) {
            throw refused(uri, String.valueOf(e.getMessage()), e);
        }
    }

    /** Without them Java takes a way that loses names which are not UTF-8 or which the locale does not have. */
    private static String threeSlashes(String specific) {
        return specific.startsWith("//") ? SCHEME + ":" + specific : SCHEME + "://" + specific;
    }

    /**
     * Made by Path.toUri, so that a working directory with a name that is not UTF-8 stays what it is; and the rest is
     * added to its text, because URI.resolve takes ".." away, which is wrong where symbolic links are.
     */
    private static String workingDirectory() {
        String directory = Path.of("").toAbsolutePath().toUri().toString();
        return directory.endsWith("/") ? directory : directory + "/";
    }

    private static IllegalArgumentException refused(URI uri, String reason, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "not the location of a local store: " + ObjectStores.redact(uri) + ": " + reason
                        + "; expected file:/backups/laptop, file:///backups/laptop or file:relative/directory",
                cause);
    }
}
