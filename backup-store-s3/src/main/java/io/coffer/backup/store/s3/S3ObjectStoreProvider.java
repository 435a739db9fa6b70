package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStoreProvider;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * Opens buckets from URIs: {@code s3://bucket/prefix?region=eu-central-1}. Parameters set what
 * {@link S3ObjectStoreBuilder} sets; docs/S3.md lists them. Credentials never stand in a URI: they come from the
 * environment, a profile or the machine.
 *
 * <p>Safe for use by many threads.
 */
public final class S3ObjectStoreProvider implements ObjectStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public S3ObjectStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(Keys.SCHEME);
    }

    @Override
    public ObjectStore open(URI uri) throws IOException {
        return StoreUri.parse(uri).open();
    }
}
