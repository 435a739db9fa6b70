package io.coffer.backup.store.local;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.ObjectStoreContract;
import java.nio.file.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

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

    /** Jimfs empties a file that is replaced at once, also for those who are about to read it; disks do not. */
    @Test
    @Disabled("jimfs replaces files in two steps")
    @Override
    protected void replacingIsAtomic() throws Exception {
        super.replacingIsAtomic();
    }

    @AfterEach
    void closeFileSystem() throws Exception {
        fileSystem.close();
    }
}
