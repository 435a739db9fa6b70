package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** On the default file system, in a directory that does not exist yet; without waiting for the disk. */
class LocalObjectStoreContractTest extends ObjectStoreContract {
    @TempDir
    Path directory;

    @Override
    protected ObjectStore createStore() throws Exception {
        return LocalObjectStore.builder(directory.resolve("made/by/put"))
                .fsync(false)
                .open();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) throws Exception {
        return createStore();
    }
}
