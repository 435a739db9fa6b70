package io.coffer.backup.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.models.AccessTier;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.testkit.ObjectStoreContract;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract, against Microsoft's emulator, with large objects by one request. */
class AzureObjectStoreContractTest extends ObjectStoreContract {
    AzureObjectStoreBuilder builder;

    AzureObjectStoreBuilder builder() throws Exception {
        return Azurite.shared().newContainer().prefix("backups/laptop 1");
    }

    @Override
    protected ObjectStore createStore() throws Exception {
        builder = builder().coldStorage(true);
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

    @Override
    protected boolean makeCold(String name) {
        new BlobConnection(builder).blob(name).setAccessTier(AccessTier.ARCHIVE).block();
        return true;
    }

    /** Overridden: what is asked for is back at once in the emulator. {@code StandInTest} has one that takes its time. */
    @Override
    @Test
    protected void recalledObjectsBecomeReadable() throws Exception {
        store().put("cold/object", ObjectData.of(new byte[300]), PutCondition.NONE);
        store().put("warm", ObjectData.of(new byte[5]), PutCondition.NONE);
        makeCold("cold/object");
        assertThat(store().recall(List.of("warm", "cold/object"))).containsExactly("cold/object");
        assertThat(store().recall(List.of("warm", "cold/object"))).isEmpty();
        assertThat(store().get("cold/object", 0, 300)).isEqualTo(new byte[300]);
    }
}
