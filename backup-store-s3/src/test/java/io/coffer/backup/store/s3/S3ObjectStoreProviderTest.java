package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in a URI, and what must not. */
class S3ObjectStoreProviderTest {
    private static ObjectStore open(String uri) throws Exception {
        return ObjectStores.open(uri);
    }

    @Test
    void locationIsBucketAndPrefixOnly() throws Exception {
        try (ObjectStore store = open("s3://my-bucket/some/prefix/?region=eu-central-1&credentials=anonymous")) {
            assertThat(store).isInstanceOf(S3ObjectStore.class).hasToString("s3://my-bucket/some/prefix");
            assertThat(store.location()).isEqualTo("s3://my-bucket/some/prefix");
        }
        try (ObjectStore store = open("S3://my-bucket?region=eu-central-1&credentials=anonymous")) {
            assertThat(store.location()).isEqualTo("s3://my-bucket");
        }
        try (ObjectStore store = open("s3://b-b/with%20space/%C3%BC?region=eu-central-1&credentials=anonymous")) {
            assertThat(store.location()).isEqualTo("s3://b-b/with%20space/%C3%BC");
        }
    }

    @Test
    void everyParameterCounts() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(request -> Answer.of(200).with("ETag", "\"e\""));
                ObjectStore store = open("s3://bucket/deep/er?region=eu-west-1&credentials=anonymous&endpoint="
                        + URLEncoder.encode(server.endpoint().toString(), StandardCharsets.UTF_8)
                        + "&path-style=true&compatibility=true&conditional-put=required&encryption=kms&kms-key-id=k%2F1"
                        + "&storage-class=DEEP_ARCHIVE&cold-storage=true&recall-tier=Bulk&recall-days=2"
                        + "&lock=governance&lock-days=3&multipart-threshold=6000000&part-size=5242880&parallel=2"
                        + "&delete-batch=10&max-connections=7&connect-timeout=5&timeout=9")) {
            store.put("a", ObjectData.of(ByteBuffer.wrap(new byte[] {1}), ObjectUse.DATA), PutCondition.NONE);
            assertThat(server.last()).hasToString("PUT /bucket/deep/er/a");
            assertThat(server.last().headers())
                    .containsKey("content-md5")
                    .containsEntry("x-amz-server-side-encryption", "aws:kms")
                    .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "k/1")
                    .containsEntry("x-amz-storage-class", "DEEP_ARCHIVE")
                    .containsEntry("x-amz-object-lock-mode", "GOVERNANCE")
                    .doesNotContainKey("authorization");
            assertThat(store.capabilities().conditionalPut()).isTrue();
            assertThat(store.capabilities().coldStorage()).isTrue();
            assertThat(store.capabilities().objectLock()).isTrue();
            assertThat(store.capabilities().maximumBatchDelete()).isEqualTo(10);
            assertThat(store.capabilities().maximumObjectSize()).isEqualTo(10_000L * 5_242_880);
        }
    }

    @Test
    void keyOfTheCustomerComesFromAFile(@TempDir Path directory) throws Exception {
        byte[] key = new byte[32];
        key[0] = 1;
        String base64 = Base64.getEncoder().encodeToString(key);
        Path file = Files.writeString(directory.resolve("key"), base64 + "\n");
        try (ScriptedServer server =
                        new ScriptedServer(request -> Answer.of(200).with("ETag", "\"e\""));
                ObjectStore store = open(customerKey(server.endpoint(), file))) {
            store.put("a", ObjectData.of(new byte[1]), PutCondition.NONE);
            assertThat(server.last().header("x-amz-server-side-encryption-customer-key"))
                    .isEqualTo(base64);
        }
        Files.writeString(file, "not Base64, but secret");
        assertThatThrownBy(() -> open(customerKey(URI.create("https://host"), file)))
                .hasMessageContaining("Base64")
                .hasMessageNotContaining("secret");
        Files.writeString(file, "c2hvcnQ=");
        assertThatThrownBy(() -> open(customerKey(URI.create("https://host"), file)))
                .hasMessageContaining("32 bytes")
                .hasMessageNotContaining("c2hvcnQ");
        assertThatThrownBy(() -> open(customerKey(URI.create("https://host"), directory.resolve("none"))))
                .hasMessageContaining("none");
    }

    private static String customerKey(URI endpoint, Path file) {
        return "s3://bucket?credentials=anonymous&endpoint=" + endpoint + "&encryption=customer-key&customer-key-file="
                + file;
    }

    @Test
    void keyOfTheCustomerDoesNotTravelInTheClear() {
        assertThatThrownBy(() -> S3ObjectStore.builder("bucket")
                        .credentials(S3Credentials.anonymous())
                        .endpoint(URI.create("http://storage.example"))
                        .encryption(S3Encryption.customerKey(() -> new byte[32]))
                        .open())
                .hasMessageContaining("use https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://AKIAKEY:SeCrEt/KeY@bucket/prefix",
                "s3://AKIAKEY:SeCrEt%2FKeY@bucket/prefix?region=eu-central-1",
                "s3://SeCrEt@bucket",
                "s3://bucket/prefix?secret-key=SeCrEt",
                "s3://bucket/prefix?SeCrEt",
                "s3://bucket/prefix?region=SeCrEt!",
                "s3://bucket/prefix?endpoint=https://key:SeCrEt@host",
                "s3://bucket/prefix?endpoint=SeCrEt%20%20",
                "s3://bucket/prefix?path-style=SeCrEt",
                "s3://bucket/prefix?parallel=SeCrEt",
                "s3://bucket/prefix?lock=SeCrEt&lock-days=1",
                "s3://bucket/prefix?encryption=customer-key&customer-key=SeCrEt",
                "s3://bucket/prefix#SeCrEt",
            })
    void whatDoesNotBelongThereIsRefusedAndNotShown(String uri) {
        Throwable thrown = catchThrowable(() -> open(uri));
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("s3://");
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("SeCrEt");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3:bucket",
                "s3:///prefix",
                "s3://a",
                "s3://bucket/a//b",
                "s3://bucket/../b",
                "s3://bucket/a%00b",
                "s3://bucket?region=a&region=b",
                "s3://bucket?lock=governance",
                "s3://bucket?lock-days=3",
                "s3://bucket?lock=governance&lock-days=0",
                "s3://bucket?kms-key-id=x",
                "s3://bucket?encryption=kms&customer-key-file=x",
                "s3://bucket?encryption=none-of-these",
                "s3://bucket?endpoint=ftp://host",
                "s3://bucket?endpoint=https://host?x=y",
                "s3://bucket?part-size=5",
                "s3://bucket?delete-batch=1001",
                "s3://bucket?timeout=0",
                "s3://bucket?unknown=1",
            })
    void whatCannotBeIsRefused(String uri) {
        assertThatThrownBy(() -> open(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }
}
