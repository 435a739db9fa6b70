package io.coffer.backup.store.local;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.ObjectStoreContract;
import java.nio.file.FileSystem;
import org.junit.jupiter.api.AfterEach;

/** On another file system than the default one, which opens no directories and tells no known type. */
class JimfsObjectStoreContractTest extends ObjectStoreContract {
    private FileSystem fileSystem;

    @Override
    protected ObjectStore createStore() throws Exception {
        if (fileSystem == null) {
            fileSystem = Jimfs.newFileSystem(configuration());
        }
        return LocalObjectStore.at(fileSystem.getPath("/backups/laptop"));
    }

    Configuration configuration() {
        return Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .build();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) throws Exception {
        return createStore();
    }

    @AfterEach
    void closeFileSystem() throws Exception {
        fileSystem.close();
    }
}
