package io.coffer.backup.testkit;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;

class MemoryRepositoryContractTest extends RepositoryContract {
    @Override
    protected ObjectStore createStore() {
        return new MemoryObjectStore();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) {
        return ((MemoryObjectStore) open).reopen();
    }
}
