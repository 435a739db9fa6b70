package io.coffer.backup.testkit;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;

class MemoryObjectStoreContractTest extends ObjectStoreContract {
    @Override
    protected ObjectStore createStore() {
        return new MemoryObjectStore();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) {
        return ((MemoryObjectStore) open).reopen();
    }
}
