package io.coffer.examples.gdrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.spi.decorator.RetryingObjectStore;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Drive's errors become, and that nothing of the credentials is in them. */
class DriveFailuresTest {
    private TestDrive drive;
    private ObjectStore store;

    @BeforeEach
    void start() throws Exception {
        drive = new TestDrive(false);
        store = drive.open();
    }

    @AfterEach
    void stop() {
        drive.close();
    }

    @ParameterizedTest
    @CsvSource({
        "429, rateLimitExceeded, StoreUnavailableException, true",
        "403, rateLimitExceeded, StoreUnavailableException, true",
        "403, userRateLimitExceeded, StoreUnavailableException, true",
        "500, backendError, StoreUnavailableException, true",
        "503, backendError, StoreUnavailableException, true",
        "403, storageQuotaExceeded, StoreFullException, false",
        "403, numChildrenInNonRootLimitExceeded, StoreFullException, false",
        "403, insufficientFilePermissions, StoreAccessException, false",
        "403, appNotAuthorizedToFile, StoreAccessException, false",
        "404, notFound, StoreAccessException, false",
        "400, badRequest, StoreException, false",
    })
    void errorsOfAPut(int status, String reason, String type, boolean temporary) {
        drive.server.plan("create", DriveAnswer.error(status, reason));
        StoreException failure = catchThrowableOfType(StoreException.class, () -> put("a", 10));
        assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
        assertThat(failure.isTemporary()).isEqualTo(temporary);
        assertThat(failure.objectName()).isEqualTo("a");
        assertThat(failure)
                .hasMessageContaining("put object a (10 bytes)")
                .hasMessageContaining("gdrive:" + DriveServer.FOLDER)
                .hasMessageContaining(status + " " + reason);
        assertNoSecret(failure);
        assertThat(drive.server.storage.all()).isEmpty();
        assertThat(drive.server.nothingPlanned()).isTrue();
        assertThat(drive.server.count("create"))
                .as("no repetition inside the store")
                .isEqualTo(1);
    }

    @Test
    void theServerSaysHowLongToWait() {
        drive.server.plan("list", DriveAnswer.error(429, "rateLimitExceeded").with("Retry-After", "7"));
        StoreUnavailableException failure =
                catchThrowableOfType(StoreUnavailableException.class, () -> store.list("", object -> {}));
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aBatchIsRefusedByParts() throws Exception {
        put("a", 1);
        put("b", 2);
        drive.server.plan(
                "batch", DriveAnswer.error(403, "userRateLimitExceeded").with("Retry-After", "3"));
        StoreUnavailableException failure =
                catchThrowableOfType(StoreUnavailableException.class, () -> store.delete(List.of("a", "b")));
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(drive.server.storage.all()).hasSize(2);
        store.delete(List.of("a", "b"));
        assertThat(drive.server.storage.all()).isEmpty();
    }

    @Test
    void tokensThatExpireAreReplaced() throws Exception {
        put("a", 10);
        String before = drive.server.accessToken();
        drive.server.expireTokens();
        assertThat(store.get("a", 0, 10)).hasSize(10);
        assertThat(drive.server.accessToken()).isNotEqualTo(before);
        // In the middle of an upload too: its content is sent again.
        drive.server.expireTokens();
        put("b", 7 << 20);
        assertThat(store.stat("b").size()).isEqualTo(7 << 20);
        assertThat(drive.server.count("token")).isEqualTo(3);
    }

    @Test
    void tokensThatExpireBeforeABatchAreReplaced() throws Exception {
        put("a", 1);
        put("b", 2);
        // The token is good for the search, and not for the batch after it.
        drive.server.plan("batch", DriveAnswer.error(401, "authError"));
        store.delete(List.of("a", "b"));
        assertThat(drive.server.storage.all()).isEmpty();
        assertThat(drive.server.count("batch")).isEqualTo(2);
    }

    @Test
    void credentialsThatWereWithdrawnAreSaid() throws Exception {
        put("a", 10);
        drive.server.withdrawCredentials();
        StoreAccessException failure = catchThrowableOfType(StoreAccessException.class, () -> store.stat("a"));
        assertThat(failure).isNotNull();
        assertThat(failure.isTemporary()).isFalse();
        assertNoSecret(failure);
        StoreAccessException atStart = catchThrowableOfType(
                StoreAccessException.class, () -> drive.open().stat("a"));
        assertThat(atStart).hasMessageContaining("credentials").hasMessageContaining("expired or withdrawn");
        assertNoSecret(atStart);
    }

    @Test
    void aFolderThatIsNotSharedIsSaid() {
        drive.server.plan("list", DriveAnswer.error(404, "notFound"));
        assertThatThrownBy(() -> store.list("packs/", object -> {}))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("look whether the folder is shared with the account");
    }

    @Test
    void aServerThatIsGoneIsTemporary() throws Exception {
        put("a", 1);
        drive.close();
        StoreUnavailableException failure =
                catchThrowableOfType(StoreUnavailableException.class, () -> store.stat("a"));
        assertThat(failure).hasMessageContaining("the connection failed");
        assertNoSecret(failure);
    }

    @Test
    void aResumableUploadThatBreaksLeavesNothing() throws Exception {
        drive.server.plan("chunk", DriveAnswer.error(503, "backendError"));
        assertThatThrownBy(() -> put("large", 6 << 20)).isInstanceOf(StoreUnavailableException.class);
        assertThat(drive.server.storage.all()).isEmpty();
        put("large", 6 << 20);
        assertThat(store.stat("large").size()).isEqualTo(6 << 20);
    }

    /** As a repository uses it: with the decorator that repeats. */
    @Test
    void limitsAreWaitedForByTheDecorator() throws Exception {
        FakeClock clock = new FakeClock();
        ObjectStore patient =
                new RetryingObjectStore(store, RetryPolicy.REMOTE, clock.asMonotonicTime(), new SplittableRandom(1));
        var before = clock.instant();
        drive.server.plan("create", DriveAnswer.error(403, "userRateLimitExceeded"));
        drive.server.plan("create", DriveAnswer.error(429, "rateLimitExceeded").with("Retry-After", "20"));
        patient.put("a", ObjectData.of(new byte[10]), PutCondition.NONE);
        assertThat(drive.server.nothingPlanned()).isTrue();
        assertThat(Duration.between(before, clock.instant())).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
        assertThat(patient.stat("a").size()).isEqualTo(10);
    }

    private void put(String name, int size) throws IOException {
        store.put(name, ObjectData.of(new byte[size]), PutCondition.NONE);
    }

    private void assertNoSecret(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        for (String secret : drive.secrets()) {
            assertThat(trace.toString().contains(secret))
                    .as("a secret is shown")
                    .isFalse();
        }
    }
}
