package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import io.coffer.backup.store.s3.ScriptedServer.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of the server, seen on the wire: servers for tests ignore much of it. */
class RequestHeadersTest {
    private static final byte[] CONTENT = "some bytes".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private ScriptedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer(request -> Answer.of(200).with("ETag", "\"e\""));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Request put(S3ObjectStoreBuilder builder, ObjectUse use) throws Exception {
        try (S3ObjectStore store = builder.open()) {
            store.put("a/b", ObjectData.of(ByteBuffer.wrap(CONTENT), use), PutCondition.NONE);
        }
        return server.last();
    }

    private Request put(S3ObjectStoreBuilder builder) throws Exception {
        return put(builder, ObjectUse.METADATA);
    }

    @Test
    void bodyTravelsAsItIsWithItsChecksumInAHeader() throws Exception {
        Request request = put(server.builder());
        assertThat(request).hasToString("PUT /bucket/root/a/b");
        assertThat(request.body()).isEqualTo(CONTENT);
        // CRC-32C of "some bytes", big-endian.
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(CONTENT);
        assertThat(Base64.getDecoder().decode(request.header("x-amz-checksum-crc32c")))
                .isEqualTo(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        assertThat(request.header("x-amz-content-sha256"))
                .as("the signed hash of a plain body, not of a framed one")
                .isEqualTo(hex("SHA-256"));
        assertThat(request.headers())
                .containsEntry("content-length", "10")
                .doesNotContainKeys("x-amz-trailer", "content-encoding", "transfer-encoding", "if-none-match")
                .doesNotContainKeys("x-amz-storage-class", "x-amz-server-side-encryption", "x-amz-object-lock-mode");
        assertThat(request.header("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=" + ScriptedServer.ACCESS_KEY)
                .contains("/us-east-1/s3/");
    }

    @Test
    void oldServersGetMd5AndNothingElse() throws Exception {
        Request request = put(server.builder().compatibility(true));
        assertThat(Base64.getDecoder().decode(request.header("content-md5")))
                .isEqualTo(MessageDigest.getInstance("MD5").digest(CONTENT));
        assertThat(request.body()).isEqualTo(CONTENT);
        assertNoNewChecksums(request);
        try (S3ObjectStore store = server.builder().compatibility(true).open()) {
            server.answer(Answer.of(200, "<DeleteResult/>"));
            store.delete(List.of("a", "b"));
            assertThat(Base64.getDecoder().decode(server.last().header("content-md5")))
                    .isEqualTo(MessageDigest.getInstance("MD5")
                            .digest(server.last().body()));
            server.answer(Answer.of(200, "x"));
            store.get("a").close();
            assertNoNewChecksums(server.last());
        }
    }

    private static void assertNoNewChecksums(Request request) {
        assertThat(request.headers().keySet())
                .as(request.toString())
                .noneMatch(name -> name.startsWith("x-amz-checksum") || name.startsWith("x-amz-sdk-checksum"))
                .doesNotContain("x-amz-trailer");
    }

    @Test
    void regionEndsUpInTheSignatureAndPathStyleInThePath() throws Exception {
        assertThat(put(server.builder().region("eu-central-1")).header("authorization"))
                .contains("/eu-central-1/s3/");
        // Hosts of the form bucket.localhost are this machine on Linux and macOS; what counts is the header.
        assertThat(put(server.builder()).header("host")).startsWith("127.0.0.1");
    }

    @Test
    void anonymousRequestsAreNotSigned() throws Exception {
        assertThat(put(server.builder().credentials(S3Credentials.anonymous())).headers())
                .doesNotContainKeys("authorization", "x-amz-security-token");
    }

    @Test
    void sessionTokensTravel() throws Exception {
        Request request =
                put(server.builder().credentials(S3Credentials.session("id", "secret", "token-of-a-session")));
        assertThat(request.header("x-amz-security-token")).isEqualTo("token-of-a-session");
    }

    @Test
    void serverEncryptsWithItsOwnKey() throws Exception {
        assertThat(put(server.builder().encryption(S3Encryption.serverKey())).headers())
                .containsEntry("x-amz-server-side-encryption", "AES256");
    }

    @Test
    void serverEncryptsWithKms() throws Exception {
        assertThat(put(server.builder().encryption(S3Encryption.kms("key-1"))).headers())
                .containsEntry("x-amz-server-side-encryption", "aws:kms")
                .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "key-1");
        assertThat(put(server.builder().encryption(S3Encryption.kms(null))).headers())
                .containsEntry("x-amz-server-side-encryption", "aws:kms")
                .doesNotContainKey("x-amz-server-side-encryption-aws-kms-key-id");
    }

    @Test
    void keyOfTheCustomerTravelsWithEveryRequestForAnObject() throws Exception {
        byte[] key = new byte[32];
        key[5] = 7;
        byte[] given = key.clone();
        try (S3ObjectStore store = server.builder()
                .encryption(S3Encryption.customerKey(() -> given))
                .open()) {
            assertThat(given).as("the array that was given").containsOnly(0);
            store.put("a", ObjectData.of(CONTENT), PutCondition.NONE);
            assertCustomerKey(server.last(), key);
            server.answer(Answer.of(200, "x"));
            store.get("a").close();
            assertCustomerKey(server.last(), key);
            server.answer(Answer.of(206, "x").with("Content-Range", "bytes 0-0/1"));
            store.get("a", 0, 1);
            assertCustomerKey(server.last(), key);
            server.answer(head());
            store.stat("a");
            assertCustomerKey(server.last(), key);
        }
    }

    private static void assertCustomerKey(Request request, byte[] key) throws Exception {
        String md5 = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest(key));
        assertThat(request.headers())
                .as(request.toString())
                .containsEntry("x-amz-server-side-encryption-customer-algorithm", "AES256")
                .containsEntry(
                        "x-amz-server-side-encryption-customer-key",
                        Base64.getEncoder().encodeToString(key))
                .containsEntry("x-amz-server-side-encryption-customer-key-md5", md5);
    }

    @Test
    void storageClassIsForDataOnly() throws Exception {
        assertThat(put(server.builder().dataStorageClass("STANDARD_IA"), ObjectUse.DATA)
                        .headers())
                .containsEntry("x-amz-storage-class", "STANDARD_IA");
        for (ObjectUse use : List.of(ObjectUse.METADATA, ObjectUse.COORDINATION)) {
            assertThat(put(server.builder().dataStorageClass("STANDARD_IA"), use)
                            .headers())
                    .as(use.name())
                    .doesNotContainKey("x-amz-storage-class");
        }
    }

    @Test
    void lockIsForWhatIsKept() throws Exception {
        for (ObjectUse use : List.of(ObjectUse.DATA, ObjectUse.METADATA)) {
            assertThat(put(locking(), use).headers())
                    .as(use.name())
                    .containsEntry("x-amz-object-lock-mode", "COMPLIANCE")
                    .containsEntry("x-amz-object-lock-retain-until-date", "2026-12-21T10:00:00Z")
                    .containsKey("x-amz-checksum-crc32c");
        }
        Set<String> names = put(locking(), ObjectUse.COORDINATION).headers().keySet().stream()
                .filter(name -> name.contains("lock"))
                .collect(Collectors.toSet());
        assertThat(names).as("headers about locks, of a session").isEmpty();
    }

    private S3ObjectStoreBuilder locking() {
        return server.builder()
                .objectLock(RetentionMode.COMPLIANCE, Duration.ofDays(30))
                .clock(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void rangesAskForWhatIsWantedAndNoMore() throws Exception {
        try (S3ObjectStore store = server.builder().open()) {
            server.answer(Answer.of(206, "abc").with("Content-Range", "bytes 10-12/100"));
            assertThat(store.get("a", 10, 3)).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
            assertThat(server.last().header("range")).isEqualTo("bytes=10-12");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void openingMakesNoRequest() throws Exception {
        try (S3ObjectStore store = server.builder().open()) {
            assertThat(store.capabilities().remote()).isTrue();
            assertThat(store.capabilities().serverTime()).isTrue();
            assertThat(store.capabilities().conditionalPut())
                    .as("not known of a server that is not AWS")
                    .isFalse();
        }
        assertThat(server.requests()).isEmpty();
    }

    static Answer head() {
        return Answer.of(200).with("Content-Length", "5").with("Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT");
    }

    private static String hex(String algorithm) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(CONTENT));
    }
}
