package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** As applications use it: everything is written out to the disk, so there is less of it. */
class DurableObjectStoreContractTest extends ObjectStoreContract {
    @TempDir
    Path directory;

    @Override
    protected ObjectStore createStore() throws Exception {
        return LocalObjectStore.at(directory);
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) throws Exception {
        return createStore();
    }

    @Override
    protected int manyObjects() {
        return 500;
    }

    @Override
    protected int repetitions() {
        return 10;
    }
}
