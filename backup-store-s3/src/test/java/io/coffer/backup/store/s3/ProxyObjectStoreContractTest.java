package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.ObjectStoreContract;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.extension.ExtendWith;

/** On s3proxy, below a prefix, with uploads in parts for the largest object. */
@ExtendWith(ProxyServer.Extension.class)
class ProxyObjectStoreContractTest extends ObjectStoreContract {
    private static final int PART = 5 * 1024 * 1024;

    private final ProxyServer server;
    private final String bucket;

    ProxyObjectStoreContractTest(ProxyServer server) {
        this.server = server;
        this.bucket = server.newBucket();
    }

    @Override
    protected ObjectStore createStore() throws Exception {
        return server.builder(bucket)
                .prefix("some/where")
                .conditionalPut(ConditionalPut.REQUIRED)
                .multipart(PART, PART)
                .open();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) throws Exception {
        return createStore();
    }

    @Override
    protected int largestObject() {
        return 2 * PART + 17;
    }

    @Override
    protected int manyObjects() {
        return 2100;
    }

    @Override
    protected int repetitions() {
        return 20;
    }

    @Override
    @Disabled("s3proxy keeps objects in Jimfs, which does not rename in one step: a listing may see an empty object")
    protected void appearingIsAtomic() {}

    @Override
    @Disabled("s3proxy keeps objects in Jimfs, which does not rename in one step: a listing may see an empty object")
    protected void replacingIsAtomic() {}
}
