package io.coffer.backup.spi;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Opens object stores by URI, through the {@link ObjectStoreProvider}s that {@link ServiceLoader} finds: with
 * the class loader of this class first, then with the context class loader of the calling thread. Where two
 * providers open the same scheme, the one found first does.
 *
 * <p>Nothing is cached: a provider that becomes visible later is found by the next call. Safe for use by many
 * threads.
 */
public final class ObjectStores {
    /** The modules of this project that are not needed for a store in memory. */
    private static final Map<String, String> MODULES = Map.of(
            "file", "backup-store-local",
            "s3", "backup-store-s3",
            "azblob", "backup-store-azure",
            "cloudinary", "backup-store-cloudinary");

    /** A class loader that cannot be read fails on every step, for ever. */
    private static final int MAX_BROKEN_PROVIDERS = 16;

    private ObjectStores() {}

    /**
     * Opens a store. What has no scheme is the path of a directory on the default file system, so that
     * {@code /backups/laptop}, {@code backups} and {@code C:\backups} do what they seem to. A path may hold any
     * characters; a URI has special ones percent-encoded.
     *
     * @param uri such as {@code file:/backups/laptop}, {@code s3://bucket/prefix}, {@code memory:name}, or a path
     * @return an open store, which the caller closes
     * @throws UnknownStoreException when there is no provider for the scheme
     * @throws IllegalArgumentException when it is neither a URI nor a path, or not a URI that the provider can read
     * @throws StoreException when the storage cannot be reached
     */
    public static ObjectStore open(String uri) throws IOException {
        return open(StoreUris.parse(Objects.requireNonNull(uri, "uri")));
    }

    /**
     * Opens a store.
     *
     * @param uri with the scheme of a provider; {@code file} when it has none
     * @return an open store, which the caller closes
     * @throws UnknownStoreException when there is no provider for the scheme
     * @throws IllegalArgumentException when it is not a URI that the provider can read
     * @throws StoreException when the storage cannot be reached
     */
    public static ObjectStore open(URI uri) throws IOException {
        URI location = StoreUris.normalize(Objects.requireNonNull(uri, "uri"));
        List<ServiceConfigurationError> broken = new ArrayList<>();
        SortedSet<String> schemes = new TreeSet<>();
        for (ObjectStoreProvider provider : providers(broken)) {
            if (provider.schemes().contains(location.getScheme())) {
                return provider.open(location);
            }
            schemes.addAll(provider.schemes());
        }
        throw unknown(location, schemes, broken);
    }

    /**
     * Shows a URI to people without any secret that may stand in it: user-info, the values of the query and the
     * fragment are replaced by {@code ***}. Providers use it for messages about URIs.
     *
     * @param uri as an application wrote it, perhaps wrongly
     * @return a text to show; not a URI to open
     */
    public static String redact(URI uri) {
        return StoreUris.redact(Objects.requireNonNull(uri, "uri"));
    }

    private static Collection<ObjectStoreProvider> providers(List<ServiceConfigurationError> broken) {
        Map<Class<?>, ObjectStoreProvider> providers = new LinkedHashMap<>();
        ClassLoader own = ObjectStores.class.getClassLoader();
        addProviders(own, providers, broken);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && context != own) {
            addProviders(context, providers, broken);
        }
        return providers.values();
    }

    private static void addProviders(
            @Nullable ClassLoader loader,
            Map<Class<?>, ObjectStoreProvider> providers,
            List<ServiceConfigurationError> broken) {
        Iterator<ObjectStoreProvider> found =
                ServiceLoader.load(ObjectStoreProvider.class, loader).iterator();
        boolean more = true;
        while (more && broken.size() < MAX_BROKEN_PROVIDERS) {
            try {
                more = found.hasNext();
                if (more) {
                    ObjectStoreProvider provider = found.next();
                    providers.putIfAbsent(provider.getClass(), provider);
                }
            } catch (ServiceConfigurationError e) {
                // One broken provider must not take the others away; it is named if nobody opens the scheme.
                broken.add(e);
            }
        }
    }

    private static UnknownStoreException unknown(
            URI location, Collection<String> schemes, List<ServiceConfigurationError> broken) {
        String scheme = location.getScheme();
        String module = MODULES.get(scheme);
        StringBuilder message = new StringBuilder("cannot open the store ")
                .append(redact(location))
                .append(": no provider for the scheme \"")
                .append(scheme)
                .append("\"; schemes that are there: ")
                .append(String.join(", ", schemes));
        if (module != null) {
            message.append("; add the module io.coffer:").append(module).append(" to the class path or module path");
        } else {
            message.append("; a provider of your own must be registered for ServiceLoader as ")
                    .append(ObjectStoreProvider.class.getName());
        }
        for (ServiceConfigurationError error : broken) {
            message.append("; a provider could not be loaded: ").append(error.getMessage());
        }
        UnknownStoreException exception = new UnknownStoreException(message.toString(), scheme);
        broken.forEach(exception::addSuppressed);
        return exception;
    }
}
