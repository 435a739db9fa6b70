package io.coffer.backup.store.azure;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.ObjectStoreContract;
import java.util.Collection;
import java.util.List;

/** The contract, against Microsoft's emulator, with large objects by one request. */
class AzureObjectStoreContractTest extends ObjectStoreContract {
    AzureObjectStoreBuilder builder;

    AzureObjectStoreBuilder builder() throws Exception {
        return Azurite.shared().newContainer().prefix("backups/laptop 1");
    }

    @Override
    protected ObjectStore createStore() throws Exception {
        builder = builder();
        return builder.open();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) {
        return builder.open();
    }

    /** Three pages, and some. The emulator takes milliseconds for each put. */
    @Override
    protected int manyObjects() {
        return 3_003;
    }

    @Override
    protected int repetitions() {
        return 20;
    }

    @Override
    protected Collection<String> secrets() {
        return List.of(Azurite.KEY, Azurite.KEY.substring(0, 20));
    }
}
