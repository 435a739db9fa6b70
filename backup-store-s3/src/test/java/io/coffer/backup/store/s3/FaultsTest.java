package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong at a server and on the way to it becomes an exception that says what to do. */
class FaultsTest {
    private ScriptedServer server;
    private S3ObjectStore store;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer(request -> Answer.of(200));
        store = server.builder().open();
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        server.close();
    }

    private <T extends StoreException> T failure(Class<T> type, Answer answer) {
        server.answer(answer);
        T thrown = catchThrowableOfType(type, () -> store.put("a/b", ObjectData.of(new byte[10]), PutCondition.NONE));
        assertThat(thrown).isNotNull();
        assertThat(thrown.objectName()).isEqualTo("a/b");
        assertThat(thrown).hasMessageContaining("put object a/b").hasMessageContaining("s3://bucket/root");
        return thrown;
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, docs/S3.md",
        "403, InvalidAccessKeyId, access key",
        "403, SignatureDoesNotMatch, secret",
        "400, ExpiredToken, expired",
        "400, TokenRefreshRequired, new session token",
        "403, AllAccessDisabled, bucket's policy",
        "301, PermanentRedirect, region=",
        "400, AuthorizationHeaderMalformed, region=",
        "400, KMS.DisabledException, KMS key",
        "401, Unauthorized, grant",
    })
    void refusalsSayWhatToDo(int status, String code, String remedy) {
        StoreAccessException thrown = failure(StoreAccessException.class, Answer.error(status, code, "No."));
        assertThat(thrown).hasMessageContaining(status + " " + code + " (No.)").hasMessageContaining(remedy);
        assertThat(thrown.isTemporary()).isFalse();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void wrongRegionNamesTheRightOne() {
        assertThat(failure(
                        StoreAccessException.class,
                        Answer.error(301, "PermanentRedirect", "x").with("x-amz-bucket-region", "eu-west-3")))
                .hasMessageContaining("the bucket is in region eu-west-3");
    }

    @ParameterizedTest
    @CsvSource({
        "503, SlowDown",
        "503, ServiceUnavailable",
        "500, InternalError",
        "502, BadGateway",
        "504, GatewayTimeout",
        "429, TooManyRequests",
        "400, RequestTimeout"
    })
    void busyServersAreWorthAnotherAttemptLater(int status, String code) {
        StoreUnavailableException thrown = failure(
                StoreUnavailableException.class, Answer.error(status, code, "x").with("Retry-After", "17"));
        assertThat(thrown.isTemporary()).isTrue();
        assertThat(thrown.retryAfter()).isEqualTo(Duration.ofSeconds(17));
        assertThat(server.requests()).as("attempts: repeating is a decorator's").hasSize(1);
    }

    @Test
    void retryAfterMayBeATimeAndIsBounded() {
        assertThat(retryAfter("Sat, 21 Nov 2026 10:00:30 GMT")).isEqualTo(Duration.ofSeconds(30));
        assertThat(retryAfter("Sat, 21 Nov 2026 09:00:00 GMT")).isZero();
        assertThat(retryAfter("999999999")).isEqualTo(Duration.ofHours(1));
        assertThat(retryAfter("soon")).isNull();
        assertThat(retryAfter("-5")).isNull();
        assertThat(retryAfter("")).isNull();
    }

    private Duration retryAfter(String header) {
        return failure(
                        StoreUnavailableException.class,
                        Answer.error(503, "SlowDown", "x")
                                .with("Retry-After", header)
                                .with("Date", "Sat, 21 Nov 2026 10:00:00 GMT"))
                .retryAfter();
    }

    @ParameterizedTest
    @CsvSource({"403, QuotaExceeded", "507, XMinioStorageFull", "507, Whatever"})
    void fullStorageSaysSo(int status, String code) {
        StoreFullException thrown = failure(StoreFullException.class, Answer.error(status, code, "x"));
        assertThat(thrown).hasMessageContaining("quota").hasMessageContaining("untouched");
    }

    @Test
    void planThatIsUsedUpSaysSo() {
        failure(
                StoreFullException.class,
                Answer.error(403, "AccessDenied", "Cannot upload files, storage cap exceeded. See the Caps page"));
    }

    @Test
    void bucketThatIsNotThereIsNoMissingObject() {
        Answer gone = Answer.error(404, "NoSuchBucket", "The specified bucket does not exist");
        assertThat(failure(StoreUnavailableException.class, gone))
                .hasMessageContaining("there is no bucket \"bucket\"");
        assertVanished(() -> store.get("a"));
        assertVanished(() -> store.get("a", 0, 1));
        assertVanished(() -> store.stat("a"));
        assertVanished(() -> store.list("", object -> {}));
        assertVanished(() -> store.delete(List.of("a")));
        assertVanished(() -> store.delete(List.of("a", "b")));
    }

    private static void assertVanished(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThat(catchThrowableOfType(StoreUnavailableException.class, call))
                .isNotNull()
                .hasMessageContaining("there is no bucket");
    }

    @Test
    void missingObjectsInABucketThatIsThere() {
        server.answer(request -> request.path().equals("/bucket") ? Answer.of(200) : Answer.of(404));
        assertThat(catchThrowableOfType(ObjectNotFoundException.class, () -> store.stat("a")))
                .isNotNull();
    }

    @Test
    void objectInAColdClassIsToBeRecalled() {
        server.answer(Answer.error(403, "InvalidObjectState", "The operation is not valid for the class"));
        ObjectColdException thrown = catchThrowableOfType(ObjectColdException.class, () -> store.get("a"));
        assertThat(thrown).hasMessageContaining("recall");
        assertThat(thrown.objectName()).isEqualTo("a");
        assertThat(catchThrowableOfType(ObjectColdException.class, () -> store.get("a", 0, 5)))
                .isNotNull();
    }

    @Test
    void clockThatIsWrongSaysSoAndIsCorrectedForTheNextRequest() throws Exception {
        Instant theirs = Instant.now().plus(Duration.ofHours(3));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atZone(ZoneOffset.UTC));
        StoreException thrown = failure(
                StoreException.class,
                Answer.error(403, "RequestTimeTooSkewed", "The difference is too large")
                        .with("Date", date));
        assertThat(thrown).hasMessageContaining("clock of this machine").hasMessageContaining("time service");
        assertThat(thrown.isTemporary()).isTrue();
        server.answer(Answer.of(200));
        store.put("a/b", ObjectData.of(new byte[10]), PutCondition.NONE);
        String signed = server.last().header("x-amz-date");
        Instant used = java.time.LocalDateTime.parse(signed, DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
                .toInstant(ZoneOffset.UTC);
        assertThat(used).as("time of the next request").isAfter(theirs.minus(Duration.ofHours(1)));
    }

    @Test
    void connectionCutInABodyIsTemporary() throws Exception {
        server.answer(Answer.of(200, "only so much").claiming(1000));
        try (InputStream in = store.get("a")) {
            StoreUnavailableException thrown = catchThrowableOfType(StoreUnavailableException.class, in::readAllBytes);
            assertThat(thrown).isNotNull();
            assertThat(thrown.objectName()).isEqualTo("a");
        }
        server.answer(Answer.of(206, "only so much").claiming(1000).with("Content-Range", "bytes 0-999/1000"));
        assertThat(catchThrowableOfType(StoreUnavailableException.class, () -> store.get("a", 0, 1000)))
                .isNotNull();
    }

    @Test
    void serverThatIgnoresRangesIsRefused() {
        server.answer(Answer.of(200, "the whole object"));
        assertThat(catchThrowableOfType(StoreException.class, () -> store.get("a", 4, 5)))
                .hasMessageContaining("Range");
        server.answer(Answer.of(206, "other").with("Content-Range", "bytes 5-9/16"));
        assertThat(catchThrowableOfType(StoreException.class, () -> store.get("a", 4, 5)))
                .hasMessageContaining("Range");
    }

    @Test
    void serverThatRefusesConnectionsIsUnavailable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (S3ObjectStore nowhere = server.builder()
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .open()) {
            StoreUnavailableException thrown =
                    catchThrowableOfType(StoreUnavailableException.class, () -> nowhere.stat("a"));
            assertThat(thrown).hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("check the network");
            assertThat(thrown.isTemporary()).isTrue();
        }
    }

    @Test
    void serverThatHasNoNameIsUnavailable() throws Exception {
        try (S3ObjectStore nowhere = server.builder()
                .endpoint(URI.create("https://there-is-none.invalid"))
                .open()) {
            assertThat(catchThrowableOfType(StoreUnavailableException.class, () -> nowhere.stat("a")))
                    .hasMessageContaining("is not known");
        }
    }

    @Test
    void serverThatDoesNotAnswerIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                S3ObjectStore slow = server.builder()
                        .endpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .timeout(Duration.ofSeconds(5), Duration.ofMillis(200))
                        .open()) {
            assertThat(catchThrowableOfType(StoreUnavailableException.class, () -> slow.stat("a")))
                    .isNotNull();
        }
    }

    @Test
    void deleteReportsEachRefusalAndDeletesTheOthers() {
        server.answer(Answer.of(
                200,
                "<DeleteResult><Error><Key>root/a</Key><Code>AccessDenied</Code>"
                        + "<Message>Access Denied because object protected by object lock.</Message></Error>"
                        + "<Error><Key>root/b</Key><Code>InternalError</Code><Message>x</Message></Error>"
                        + "<Error><Key>root/c</Key><Code>NoSuchKey</Code><Message>x</Message></Error></DeleteResult>"));
        ObjectLockedException thrown =
                catchThrowableOfType(ObjectLockedException.class, () -> store.delete(List.of("a", "b", "c", "d")));
        assertThat(thrown.objectName()).isEqualTo("a");
        assertThat(thrown.getSuppressed()).hasSize(1);
        assertThat(((StoreException) thrown.getSuppressed()[0]).objectName()).isEqualTo("b");
        assertThat(server.last().text())
                .contains("<Key>root/a</Key>", "<Key>root/d</Key>")
                .contains("<Quiet>true</Quiet>");
    }

    @Test
    void listingThatNeverEndsIsRefused() {
        server.answer(Answer.of(
                200,
                "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
                        + "</ListBucketResult>"));
        assertThat(catchThrowableOfType(StoreException.class, () -> store.list("", object -> {})))
                .hasMessageContaining("not where it goes on");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void listingPassesOverWhatIsSomebodyElses() throws Exception {
        server.answer(Answer.of(
                200,
                "<ListBucketResult><EncodingType>url</EncodingType>" + entry("root/ours") + entry("root/NOT%01ours")
                        + entry("root/probe~1") + entry("elsewhere/x") + entry("root/") + "</ListBucketResult>"));
        List<String> names = new java.util.ArrayList<>();
        store.list("", object -> names.add(object.name()));
        assertThat(names).containsExactly("ours");
    }

    private static String entry(String key) {
        return "<Contents><Key>" + key + "</Key><Size>3</Size><LastModified>2026-11-21T10:00:00.000Z</LastModified>"
                + "</Contents>";
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        server.answer(Answer.of(
                200,
                "<ListBucketResult><Contents><Key>root/a</Key><Size>-3</Size>"
                        + "<LastModified>2026-11-21T10:00:00.000Z</LastModified></Contents></ListBucketResult>"));
        assertThat(catchThrowableOfType(StoreException.class, () -> store.list("", object -> {})))
                .hasMessageContaining("size -3");
    }

    @Test
    void answersThatAreNoXmlAreFailures() {
        server.answer(Answer.of(200, "<html>proxy login page"));
        assertThat(catchThrowableOfType(IOException.class, () -> store.list("", object -> {})))
                .isInstanceOf(StoreException.class);
        server.answer(Answer.of(500, "\u0000\u0001 not XML"));
        assertThat(catchThrowableOfType(StoreUnavailableException.class, () -> store.get("a")))
                .isNotNull();
    }
}
