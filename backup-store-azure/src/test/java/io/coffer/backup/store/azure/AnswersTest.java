package io.coffer.backup.store.azure;

import static io.coffer.backup.store.azure.TestObjects.names;
import static io.coffer.backup.store.azure.TestObjects.put;
import static io.coffer.backup.store.azure.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.store.azure.StandIn.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store makes of answers that the emulator does not give. */
class AnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

    private StandIn server;
    private ObjectStore store;

    @BeforeEach
    void start() throws Exception {
        server = new StandIn(request -> Answer.of(500));
        store = server.builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).open();
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "503, ServerBusy",
        "500, InternalError",
        "500, OperationTimedOut",
        "429, TooManyRequests",
        "502, ''",
        "504, ''"
    })
    void busyIsTemporaryAndIsNotTriedAgainHere(int status, String code) throws Exception {
        server.answer(request -> Answer.error(status, code).with("Retry-After", "17"));
        StoreUnavailableException busy =
                catchThrowableOfType(StoreUnavailableException.class, () -> put(store, "a", 10));
        assertThat(busy.isTemporary()).isTrue();
        assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(17));
        assertThat(busy.objectName()).isEqualTo("a");
        assertThat(busy).hasMessageContaining(status + (code.isEmpty() ? "" : " " + code));
        assertThat(server.requests()).hasSize(1);
        assertThatThrownBy(() -> read(store, "a")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.stat("a")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> names(store)).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.delete(List.of("a"))).isInstanceOf(StoreUnavailableException.class);
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void retryAfterMayBeADate() {
        server.answer(request -> Answer.error(503, "ServerBusy")
                .with("Date", StandIn.date(NOW))
                .with("Retry-After", StandIn.date(Instant.now().plusSeconds(3600))));
        StoreUnavailableException busy = catchThrowableOfType(StoreUnavailableException.class, () -> store.stat("a"));
        // The server that this test uses sets the date itself.
        assertThat(busy.retryAfter()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "99999999999999999999", ""})
    void anOddRetryAfterIsNone(String value) {
        server.answer(request -> Answer.error(503, "ServerBusy").with("Retry-After", value));
        StoreUnavailableException busy = catchThrowableOfType(StoreUnavailableException.class, () -> store.stat("a"));
        assertThat(busy.retryAfter()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "403, AuthenticationFailed, wrong",
        "401, InvalidAuthenticationInfo, wrong",
        "403, AuthorizationFailure, firewall",
        "403, AuthorizationPermissionMismatch, Storage Blob Data Contributor",
        "403, AuthorizationSourceIPMismatch, addresses",
        "403, KeyBasedAuthenticationNotPermitted, identity",
        "401, NoAuthenticationInformation, AZURE_STORAGE_KEY",
        "409, PublicAccessNotPermitted, AZURE_STORAGE_KEY",
        "403, AccountIsDisabled, disabled",
        "403, SomethingNew, credentials",
        "403, '', credentials"
    })
    void whoIsNotLetInIsToldWhatToDo(int status, String code, String remedy) {
        server.answer(request -> Answer.error(status, code).with("x-ms-request-id", "0f-1"));
        StoreException refused = catchThrowableOfType(StoreException.class, () -> store.stat("a"));
        assertThat(refused).isInstanceOf(StoreAccessException.class);
        assertThat(refused.isTemporary()).isFalse();
        assertThat(refused).hasMessageContaining(remedy).hasMessageContaining("(request 0f-1)");
    }

    @Test
    void aWrongClockIsNamed() {
        // The server sets the true date; the clock of this machine is that of the store.
        server.answer(request -> Answer.error(403, "AuthenticationFailed"));
        Clock behind = Clock.fixed(Instant.now().minusSeconds(7230), ZoneOffset.UTC);
        ObjectStore late = server.builder().clock(behind).open();
        assertThatThrownBy(() -> late.stat("a"))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("120 minutes behind");
    }

    @ParameterizedTest
    @CsvSource({"507, ''", "409, InsufficientStorage", "403, QuotaExceeded"})
    void fullIsFull(int status, String code) {
        server.answer(request -> Answer.error(status, code));
        assertThatThrownBy(() -> put(store, "a", 10)).isInstanceOf(StoreFullException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BlobArchived", "BlobBeingRehydrated"})
    void coldIsCold(String code) {
        server.answer(request -> Answer.error(409, code));
        assertThatThrownBy(() -> read(store, "a")).isInstanceOf(ObjectColdException.class);
        assertThatThrownBy(() -> store.get("a", 5, 5)).isInstanceOf(ObjectColdException.class);
    }

    @Test
    void whatIsOnItsWayIsNotAskedForAgain() throws Exception {
        server.answer(request -> Answer.blob(200, 5)
                .with("x-ms-access-tier", "Archive")
                .with("x-ms-archive-status", "rehydrate-pending-to-hot"));
        assertThat(store.recall(List.of("a", "b"))).containsExactlyInAnyOrder("a", "b");
        assertThat(server.requests()).extracting(StandIn.Request::method).containsOnly("HEAD");
    }

    @Test
    void whatWasAskedForByAnotherIsOnItsWayToo() throws Exception {
        server.answer(request -> request.method().equals("HEAD")
                ? Answer.blob(200, 5).with("x-ms-access-tier", "Archive")
                : Answer.error(409, "BlobBeingRehydrated"));
        assertThat(store.recall(List.of("a"))).containsExactly("a");
        assertThat(server.requests().get(1).headers().getFirst("x-ms-access-tier"))
                .isEqualTo("Hot");
        assertThat(server.requests().get(1).headers().getFirst("x-ms-rehydrate-priority"))
                .isEqualTo("Standard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BlobImmutableDueToPolicy", "BlobImmutableDueToLegalHold"})
    void whatIsKeptIsNotDeleted(String code) {
        server.answer(request -> request.path().endsWith("/kept") ? Answer.error(409, code) : Answer.of(202));
        ObjectLockedException locked =
                catchThrowableOfType(ObjectLockedException.class, () -> store.delete(List.of("x", "kept", "y")));
        assertThat(locked.objectName()).isEqualTo("kept");
        assertThat(server.requests()).hasSize(3);
        assertThatThrownBy(() -> put(store, "kept", 5)).isInstanceOf(ObjectLockedException.class);
    }

    @Test
    void aLeaseOfSomebodyElseIsNamed() {
        server.answer(request -> Answer.error(412, "LeaseIdMissing"));
        assertThatThrownBy(() -> put(store, "a", 5))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("lease break");
    }

    /** A proxy's 404 does not say that an object is not there. */
    @Test
    void aNotFoundOfSomebodyElseIsNoMissingObject() {
        server.answer(request -> Answer.of(404));
        StoreException strange = catchThrowableOfType(StoreException.class, () -> store.stat("a"));
        assertThat(strange.getClass()).isEqualTo(StoreException.class);
        assertThat(strange).hasMessageContaining("404");
    }

    @Test
    void aServerThatDoesNotKnowRangesIsNoticed() {
        server.answer(request -> Answer.blob(200, 100));
        assertThatThrownBy(() -> store.get("a", 10, 10))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another range");
    }

    @Test
    void endlessAnswersAreEnded() {
        byte[] piece = new byte[64 * 1024];
        server.answer(request -> Answer.error(409, "Strange").body(piece).length(1L << 40));
        for (var call : List.<ThrowingCallable>of(
                () -> put(store, "a", 5), () -> read(store, "a"), () -> store.delete(List.of("a")))) {
            assertThatThrownBy(call).isInstanceOf(StoreException.class).hasMessageContaining("more than 8388608 bytes");
        }
        server.answer(request -> Answer.of(200)
                .with("Content-Type", "application/xml")
                .body(piece)
                .length(1L << 40));
        assertThatThrownBy(() -> names(store))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("more than 8388608 bytes");
    }

    @Test
    void whatIsNoListingIsAFailure() {
        for (String body : List.of("", "<html>hello</html>", "<?xml version=\"1.0\"?><EnumerationResults>")) {
            server.answer(request -> Answer.of(200)
                    .with("Content-Type", "application/xml")
                    .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThatThrownBy(() -> names(store)).as(body).isInstanceOf(StoreException.class);
        }
    }
}
