package io.coffer.backup.spi;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * Opens the stores of one kind of storage from a URI. Implementations are found through
 * {@link java.util.ServiceLoader}: named in {@code META-INF/services} and, for the module path, in
 * {@code provides}; they have a public constructor without parameters that does no work.
 */
public interface ObjectStoreProvider {
    /**
     * The URI schemes that this provider opens.
     *
     * @return one or more, in lower case
     */
    Set<String> schemes();

    /**
     * Opens a store. Whether anything is stored there, or must be made first (a directory, a bucket), is
     * the provider's affair; opening must not change what is there.
     *
     * @param uri with one of {@link #schemes()}
     * @return an open store, which the caller closes
     * @throws IllegalArgumentException when the URI is not one that this provider can read; the message
     *     shows the form that it expects
     * @throws StoreException when the storage cannot be reached
     */
    ObjectStore open(URI uri) throws IOException;
}
