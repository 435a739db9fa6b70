package io.coffer.backup.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import org.junit.jupiter.api.Test;

/** On a file system without hard links, as FAT is. */
class LinklessObjectStoreContractTest extends JimfsObjectStoreContractTest {
    @Override
    Configuration configuration() {
        return super.configuration().toBuilder()
                .setSupportedFeatures(Feature.FILE_CHANNEL, Feature.SYMBOLIC_LINKS)
                .build();
    }

    @Test
    void conditionalPutIsNotPromised() {
        assertThat(store().capabilities().conditionalPut()).isFalse();
    }
}
