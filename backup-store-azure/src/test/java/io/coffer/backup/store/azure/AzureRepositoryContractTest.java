package io.coffer.backup.store.azure;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.RepositoryContract;

/** The engine on a container: backup, check, restore, several writers, a crash. */
class AzureRepositoryContractTest extends RepositoryContract {
    private AzureObjectStoreBuilder builder;

    @Override
    protected ObjectStore createStore() throws Exception {
        builder = Azurite.shared().newContainer().prefix("repository");
        return builder.open();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) {
        return builder.open();
    }
}
