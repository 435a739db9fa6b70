package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.RepositoryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalRepositoryContractTest extends RepositoryContract {
    @TempDir
    Path root;

    @Override
    protected ObjectStore createStore() throws Exception {
        return LocalObjectStore.at(root.resolve("repository"));
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) throws Exception {
        return createStore();
    }
}
