package io.coffer.backup.store.azure;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStoreProvider;
import java.net.URI;
import java.util.Set;

/**
 * Opens containers of Azure Blob Storage from URIs: {@code azblob://account/container/prefix}. After a {@code ?} may
 * follow {@code endpoint}, {@code create}, {@code tier}, {@code cold-storage}, {@code recall-priority}, {@code lock} with
 * {@code lock-days}, {@code encryption-scope}, {@code parallel} and {@code timeout} (seconds), which set what the methods of
 * {@link AzureObjectStoreBuilder} set. Credentials are those of {@link AzureCredentials#fromEnvironment()}; a URI that seems to hold one
 * is refused.
 *
 * <p>Opening makes no request. Safe for use by many threads.
 */
public final class AzureObjectStoreProvider implements ObjectStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public AzureObjectStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(AzureUri.SCHEME);
    }

    @Override
    public ObjectStore open(URI uri) {
        return AzureUri.parse(uri).open();
    }
}
