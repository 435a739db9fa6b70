package io.coffer.examples.gdrive;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStoreProvider;
import io.coffer.backup.spi.decorator.MonotonicTime;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * Opens folders of Google Drive: {@code gdrive:FOLDER-ID} or {@code gdrive:FOLDER-ID/prefix}. The README beside this
 * says where the id and the credentials come from. {@code ?endpoint=http://localhost:1234} names another server than
 * Google's, for tests.
 *
 * <p>Opening sends no request. Safe for use by many threads.
 */
public final class DriveObjectStoreProvider implements ObjectStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public DriveObjectStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(DriveLocation.SCHEME);
    }

    @Override
    public ObjectStore open(URI uri) throws IOException {
        DriveLocation location = DriveLocation.of(uri);
        URI tokenServer = location.endpoint() == null ? null : URI.create(location.endpoint() + "token");
        return new DriveObjectStore(
                location, DriveCredentials.find(location, tokenServer, System::getenv), MonotonicTime.SYSTEM);
    }
}
