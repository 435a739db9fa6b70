package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectStoreProvider;
import io.coffer.backup.testkit.ObjectStoreProviderContract;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreProviderContractTest extends ObjectStoreProviderContract {
    @TempDir
    Path root;

    @Override
    protected ObjectStoreProvider provider() {
        return new LocalObjectStoreProvider();
    }

    @Override
    protected String newLocation() {
        return root.resolve(UUID.randomUUID().toString()).toUri().toString();
    }

    @Override
    protected List<String> impossibleLocations() {
        return List.of("file:/backups?sync=no", "file:/backups#here", "file://host/backups");
    }
}
