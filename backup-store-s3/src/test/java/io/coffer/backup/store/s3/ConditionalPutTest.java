package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import io.coffer.backup.store.s3.ScriptedServer.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Puts with a condition, at servers that know it, that do not, and that lose their answers. */
class ConditionalPutTest {
    private final Map<String, Map<String, String>> objects = new ConcurrentHashMap<>();
    private ScriptedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer(request -> keep(request, true));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** A small server: it keeps the headers of what is put, and no bytes. */
    private Answer keep(Request request, boolean knowsTheCondition) {
        return switch (request.method()) {
            case "PUT" -> {
                boolean refused = knowsTheCondition
                        && request.header("if-none-match") != null
                        && objects.containsKey(request.path());
                if (!refused) {
                    objects.put(request.path(), request.headers());
                }
                yield refused ? Answer.error(412, "PreconditionFailed", "x") : Answer.of(200);
            }
            case "HEAD" -> {
                Map<String, String> found = objects.get(request.path());
                if (request.path().equals("/bucket")) {
                    yield Answer.of(200);
                }
                yield found == null
                        ? Answer.of(404)
                        : RequestHeadersTest.head()
                                .with("x-amz-meta-coffer-put", found.getOrDefault("x-amz-meta-coffer-put", ""));
            }
            case "DELETE" -> {
                objects.remove(request.path());
                yield Answer.of(204);
            }
            default -> Answer.of(400);
        };
    }

    private static void put(S3ObjectStore store, String name) throws Exception {
        store.put(name, ObjectData.of(new byte[] {1, 2, 3}), PutCondition.IF_ABSENT);
    }

    private List<String> seen() {
        return server.requests().stream()
                .map(request -> request.method() + " " + (request.path().contains("probe~") ? "probe" : request.path()))
                .toList();
    }

    @Test
    void serverIsTriedOutOnceAndNothingOfItStays() throws Exception {
        try (S3ObjectStore store = server.builder().open()) {
            put(store, "a");
            put(store, "b");
            assertThat(seen())
                    .containsExactly(
                            "PUT probe", "PUT probe", "DELETE probe", "PUT /bucket/root/a", "PUT /bucket/root/b");
            assertThat(server.last().header("if-none-match")).isEqualTo("*");
            assertThat(objects.keySet()).containsExactlyInAnyOrder("/bucket/root/a", "/bucket/root/b");
            assertThatThrownBy(() -> put(store, "a")).isInstanceOf(ObjectExistsException.class);
            // Refused by the condition alone: nothing was in doubt.
            assertThat(server.requests()).hasSize(6);
        }
    }

    @Test
    void serverThatOverwritesIsLookedAtFirst() throws Exception {
        server.answer(request -> keep(request, false));
        try (S3ObjectStore store = server.builder().open()) {
            put(store, "a");
            assertThat(server.last().headers()).doesNotContainKey("if-none-match");
            assertThat(seen()).contains("HEAD /bucket/root/a");
            assertThatThrownBy(() -> put(store, "a")).isInstanceOf(ObjectExistsException.class);
            assertThat(seen().stream().filter("PUT /bucket/root/a"::equals)).hasSize(1);
        }
    }

    @Test
    void serverThatOverwritesIsRefusedWhereTheConditionIsRequired() throws Exception {
        server.answer(request -> keep(request, false));
        try (S3ObjectStore store =
                server.builder().conditionalPut(ConditionalPut.REQUIRED).open()) {
            assertThat(store.capabilities().conditionalPut()).isTrue();
            assertThat(catchThrowableOfType(StoreException.class, () -> put(store, "a")))
                    .hasMessageContaining("conditional-put=off");
            assertThat(objects).isEmpty();
        }
    }

    @Test
    void serverThatDoesNotKnowTheHeaderIsLookedAtFirst() throws Exception {
        server.answer(request -> request.header("if-none-match") != null
                ? Answer.error(501, "NotImplemented", "A header you provided implies functionality")
                : keep(request, false));
        try (S3ObjectStore store = server.builder().open()) {
            put(store, "a");
            assertThat(objects).containsOnlyKeys("/bucket/root/a");
        }
    }

    @Test
    void offNeverSendsTheHeader() throws Exception {
        try (S3ObjectStore store =
                server.builder().conditionalPut(ConditionalPut.OFF).open()) {
            put(store, "a");
            assertThat(server.requests()).noneMatch(request -> request.header("if-none-match") != null);
            assertThat(seen()).noneMatch(request -> request.contains("probe"));
        }
    }

    @Test
    void awsIsBelievedToKnowTheCondition() throws Exception {
        try (S3ObjectStore store = S3ObjectStore.builder("bucket")
                .region("eu-central-1")
                .credentials(S3Credentials.anonymous())
                .open()) {
            assertThat(store.capabilities().conditionalPut()).isTrue();
        }
    }

    /** The server stores the object, and its answer is lost; the same put, repeated, has not failed. */
    @Test
    void repeatedPutKnowsItsOwnObject() throws Exception {
        for (boolean knows : new boolean[] {true, false}) {
            objects.clear();
            server.answer(request -> keep(request, knows));
            try (S3ObjectStore store = server.builder().open()) {
                put(store, "first");
                loseAnswers(knows);
                assertThat(catchThrowableOfType(StoreUnavailableException.class, () -> put(store, "a")))
                        .isNotNull();
                server.answer(request -> keep(request, knows));
                put(store, "a");
                // That was the one who won; whoever comes now has not.
                assertThatThrownBy(() -> put(store, "a")).isInstanceOf(ObjectExistsException.class);
            }
        }
    }

    @Test
    void repeatedPutOfOtherBytesDoesNot() throws Exception {
        try (S3ObjectStore store = server.builder().open()) {
            put(store, "first");
            loseAnswers(true);
            assertThatThrownBy(() -> put(store, "a")).isInstanceOf(StoreUnavailableException.class);
            server.answer(request -> keep(request, true));
            assertThatThrownBy(() -> store.put("a", ObjectData.of(new byte[] {9}), PutCondition.IF_ABSENT))
                    .isInstanceOf(ObjectExistsException.class);
        }
    }

    @Test
    void repeatedPutDoesNotTakeAnothersObjectForItsOwn() throws Exception {
        try (S3ObjectStore store = server.builder().open()) {
            put(store, "first");
            server.answer(Answer.error(500, "InternalError", "not stored"));
            assertThatThrownBy(() -> put(store, "a")).isInstanceOf(StoreUnavailableException.class);
            server.answer(request -> keep(request, true));
            try (S3ObjectStore other = server.builder().open()) {
                put(other, "a");
            }
            assertThatThrownBy(() -> put(store, "a")).isInstanceOf(ObjectExistsException.class);
        }
    }

    private void loseAnswers(boolean knows) {
        server.answer(request -> {
            Answer answer = keep(request, knows);
            return request.method().equals("PUT") ? Answer.error(500, "InternalError", "the answer is lost") : answer;
        });
    }

    /** S3 answers so when two writers meet; neither has won then. */
    @Test
    void conflictWithoutAWinnerIsWorthAnotherAttempt() throws Exception {
        try (S3ObjectStore store = server.builder().open()) {
            put(store, "first");
            server.answer(request -> request.method().equals("PUT")
                    ? Answer.error(409, "ConditionalRequestConflict", "x")
                    : keep(request, true));
            StoreException thrown = catchThrowableOfType(StoreException.class, () -> put(store, "a"));
            assertThat(thrown.isTemporary()).isTrue();
            objects.put("/bucket/root/a", Map.of());
            assertThatThrownBy(() -> put(store, "a")).isInstanceOf(ObjectExistsException.class);
        }
    }
}
