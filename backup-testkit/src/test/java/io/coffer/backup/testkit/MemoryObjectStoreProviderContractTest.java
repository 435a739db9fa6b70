package io.coffer.backup.testkit;

import io.coffer.backup.spi.MemoryObjectStoreProvider;
import io.coffer.backup.spi.ObjectStoreProvider;
import java.util.List;
import java.util.UUID;

class MemoryObjectStoreProviderContractTest extends ObjectStoreProviderContract {
    @Override
    protected ObjectStoreProvider provider() {
        return new MemoryObjectStoreProvider();
    }

    @Override
    protected String newLocation() {
        return "memory:" + UUID.randomUUID();
    }

    @Override
    protected List<String> impossibleLocations() {
        return List.of("memory:a/b", "memory://host", "memory:name?x=y");
    }
}
