package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.RepositoryContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine on s3proxy. */
@ExtendWith(ProxyServer.Extension.class)
class ProxyRepositoryContractTest extends RepositoryContract {
    private final ProxyServer server;
    private final String bucket;

    ProxyRepositoryContractTest(ProxyServer server) {
        this.server = server;
        this.bucket = server.newBucket();
    }

    @Override
    protected ObjectStore createStore() throws Exception {
        return server.builder(bucket).prefix("laptop").open();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) throws Exception {
        return createStore();
    }
}
