package io.coffer.backup.tests.requests;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;

/** A store in memory that says of itself what one behind a network says. */
final class RemoteStore extends ForwardingObjectStore {
    private final StoreCapabilities capabilities;

    RemoteStore(ObjectStore target, int maximumBatchDelete) {
        super(target);
        this.capabilities = StoreCapabilities.builder()
                .conditionalPut(true)
                .serverTime(true)
                .remote(true)
                .maximumBatchDelete(maximumBatchDelete)
                .build();
    }

    @Override
    public StoreCapabilities capabilities() {
        return capabilities;
    }
}
