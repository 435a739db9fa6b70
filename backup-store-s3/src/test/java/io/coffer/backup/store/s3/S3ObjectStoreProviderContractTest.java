package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectStoreProvider;
import io.coffer.backup.testkit.ObjectStoreProviderContract;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** By URI on s3proxy, with credentials from where AWS's own tools find them. */
@ExtendWith(ProxyServer.Extension.class)
class S3ObjectStoreProviderContractTest extends ObjectStoreProviderContract {
    private static final String ACCESS_KEY = "aws.accessKeyId";
    private static final String SECRET_KEY = "aws.secretAccessKey";

    private final ProxyServer server;

    S3ObjectStoreProviderContractTest(ProxyServer server) {
        this.server = server;
    }

    @BeforeAll
    static void setCredentials() {
        System.setProperty(ACCESS_KEY, ProxyServer.ACCESS_KEY);
        System.setProperty(SECRET_KEY, ProxyServer.SECRET_KEY);
    }

    @AfterAll
    static void clearCredentials() {
        System.clearProperty(ACCESS_KEY);
        System.clearProperty(SECRET_KEY);
    }

    @Override
    protected ObjectStoreProvider provider() {
        return new S3ObjectStoreProvider();
    }

    @Override
    protected String newLocation() {
        return "s3://" + server.newBucket() + "/some/where?endpoint=" + server.endpoint();
    }

    @Override
    protected Collection<String> impossibleLocations() {
        return List.of("s3:bucket", "s3:///prefix", "s3://b", "s3://bucket?region", "s3://bucket/a//b");
    }
}
