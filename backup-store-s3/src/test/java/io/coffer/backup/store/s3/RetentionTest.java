package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/** Locks on s3mock, which keeps them and enforces nothing; and requests at a scripted server. */
@ExtendWith(MockServer.Extension.class)
class RetentionTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final MockServer mock;

    RetentionTest(MockServer mock) {
        this.mock = mock;
    }

    private ObjectLockRetention retention(String bucket, String key) {
        return mock.client()
                .getObjectRetention(request -> request.bucket(bucket).key(key))
                .retention();
    }

    private static void put(S3ObjectStore store, String name, ObjectUse use) throws Exception {
        store.put(name, ObjectData.of(ByteBuffer.wrap(new byte[] {1}), use), PutCondition.NONE);
    }

    /** That a put asks for a lock is tested on the wire: this server takes no notice of it. */
    @Test
    void retentionIsSetAndExtendedAndNeverShortened() throws Exception {
        String bucket = mock.newBucketWithLock();
        try (S3ObjectStore store = mock.builder(bucket)
                .objectLock(RetentionMode.GOVERNANCE, Duration.ofDays(10))
                .open()) {
            assertThat(store.capabilities().objectLock()).isTrue();
            put(store, "packs/1", ObjectUse.DATA);
            Instant first = NOW.plus(10, ChronoUnit.DAYS);
            store.retain(List.of("packs/1"), first);
            assertThat(retention(bucket, "packs/1").mode()).isEqualTo(ObjectLockRetentionMode.GOVERNANCE);
            assertThat(retention(bucket, "packs/1").retainUntilDate()).isEqualTo(first);

            Instant later = NOW.plus(20, ChronoUnit.DAYS);
            store.retain(List.of("packs/1"), later);
            assertThat(retention(bucket, "packs/1").retainUntilDate()).isEqualTo(later);
            store.retain(List.of("packs/1"), NOW.plus(5, ChronoUnit.DAYS));
            assertThat(retention(bucket, "packs/1").retainUntilDate())
                    .as("retention is never shortened")
                    .isEqualTo(later);
            assertThatThrownBy(() -> store.retain(List.of("packs/1", "packs/2"), later))
                    .isInstanceOf(ObjectNotFoundException.class);
        }
    }

    @Test
    void putAgainAfterADeleteIsFineInABucketWithVersions() throws Exception {
        String bucket = mock.newBucketWithLock();
        try (S3ObjectStore store = mock.builder(bucket).open()) {
            put(store, "a", ObjectUse.DATA);
            store.delete(List.of("a"));
            assertThatThrownBy(() -> store.stat("a")).isInstanceOf(ObjectNotFoundException.class);
            store.put("a", ObjectData.of(new byte[] {1, 2}), PutCondition.IF_ABSENT);
            assertThat(store.stat("a").size()).isEqualTo(2);
        }
    }

    @Test
    void stricterModeIsKept() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(request -> request.method().equals("GET")
                                ? Answer.of(
                                        200,
                                        "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>" + NOW
                                                + "</RetainUntilDate></Retention>")
                                : Answer.of(200));
                S3ObjectStore store = server.builder()
                        .objectLock(RetentionMode.GOVERNANCE, Duration.ofDays(1))
                        .open()) {
            store.retain(List.of("a"), NOW.plus(1, ChronoUnit.DAYS));
            assertThat(server.last().query()).isEqualTo("retention");
            assertThat(server.last().text())
                    .contains("<Mode>COMPLIANCE</Mode>")
                    .contains("<RetainUntilDate>" + NOW.plus(1, ChronoUnit.DAYS));
            assertThat(server.last().headers()).doesNotContainKey("x-amz-bypass-governance-retention");
        }
    }

    @Test
    void storesWithoutLockSaySo() throws Exception {
        try (S3ObjectStore store = mock.builder("bucket").open()) {
            assertThat(store.capabilities().objectLock()).isFalse();
            assertThatThrownBy(() -> store.retain(List.of("a"), NOW))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("lock=governance");
        }
    }
}
