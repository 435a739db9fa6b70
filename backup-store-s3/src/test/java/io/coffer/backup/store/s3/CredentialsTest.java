package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Where credentials come from, and what happens with wrong ones at a server that checks them. */
@ExtendWith(ProxyServer.Extension.class)
class CredentialsTest {
    private final ProxyServer server;

    CredentialsTest(ProxyServer server) {
        this.server = server;
    }

    @Test
    void wrongSecretIsRefusedWithARemedy() throws Exception {
        String bucket = server.newBucket();
        try (S3ObjectStore store = server.builder(bucket)
                .credentials(S3Credentials.accessKey(ProxyServer.ACCESS_KEY, "wrong"))
                .open()) {
            StoreAccessException thrown = catchThrowableOfType(
                    StoreAccessException.class, () -> store.put("a", ObjectData.of(new byte[1]), PutCondition.NONE));
            assertThat(thrown).hasMessageContaining("403").hasMessageContaining("secret");
        }
    }

    @Test
    void unknownKeyAndNoKeyAreRefused() throws Exception {
        String bucket = server.newBucket();
        for (S3ObjectStoreBuilder builder : java.util.List.of(
                server.builder(bucket).credentials(S3Credentials.accessKey("AKIDUNKNOWN", "x")),
                server.builder(bucket).credentials(S3Credentials.anonymous()))) {
            try (S3ObjectStore store = builder.open()) {
                assertThat(catchThrowableOfType(StoreAccessException.class, () -> store.list("", object -> {})))
                        .isNotNull();
                assertThat(catchThrowableOfType(StoreAccessException.class, () -> store.stat("a")))
                        .isNotNull();
            }
        }
    }

    @Test
    void bucketThatIsMissingSaysSo() throws Exception {
        try (S3ObjectStore store = server.builder("never-made").open()) {
            assertThat(catchThrowableOfType(
                            io.coffer.backup.spi.StoreUnavailableException.class, () -> store.list("", object -> {})))
                    .hasMessageContaining("there is no bucket \"never-made\"");
        }
    }

    @Test
    void missingProfileSaysWhereToGetCredentials() throws Exception {
        try (ScriptedServer scripted = new ScriptedServer(request -> Answer.of(200));
                S3ObjectStore store = scripted.builder()
                        .credentials(S3Credentials.profile("there-is-none"))
                        .open()) {
            assertThat(catchThrowableOfType(StoreAccessException.class, () -> store.stat("a")))
                    .hasMessageContaining("profile=name");
        }
    }

    private static final class OwnProvider implements AwsCredentialsProvider, SdkAutoCloseable {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("AKID" + asked.incrementAndGet(), "secret");
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void providerOfTheApplicationIsAskedEachTimeAndNotClosed() throws Exception {
        OwnProvider provider = new OwnProvider();
        try (ScriptedServer scripted = new ScriptedServer(request -> Answer.of(200))) {
            try (S3ObjectStore store =
                    scripted.builder().credentials(S3Credentials.of(provider)).open()) {
                store.delete(java.util.List.of("a"));
                assertThat(scripted.last().header("authorization")).contains("Credential=AKID1/");
                store.delete(java.util.List.of("a"));
                assertThat(scripted.last().header("authorization")).contains("Credential=AKID2/");
            }
        }
        assertThat(provider.closed).hasValue(0);
    }
}
