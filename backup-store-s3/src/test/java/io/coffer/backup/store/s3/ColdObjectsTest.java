package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import io.coffer.backup.store.s3.ScriptedServer.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recalling objects, at a scripted server: those that run here have no cold classes. */
class ColdObjectsTest {
    private static final Map<String, Answer> OBJECTS = Map.of(
            "standard", RequestHeadersTest.head(),
            "cold", RequestHeadersTest.head().with("x-amz-storage-class", "DEEP_ARCHIVE"),
            "archived", RequestHeadersTest.head().with("x-amz-storage-class", "GLACIER"),
            "instant", RequestHeadersTest.head().with("x-amz-storage-class", "GLACIER_IR"),
            "coming",
                    RequestHeadersTest.head()
                            .with("x-amz-storage-class", "GLACIER")
                            .with("x-amz-restore", "ongoing-request=\"true\""),
            "back",
                    RequestHeadersTest.head()
                            .with("x-amz-storage-class", "GLACIER")
                            .with(
                                    "x-amz-restore",
                                    "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2026 00:00:00 GMT\""),
            "tiered",
                    RequestHeadersTest.head()
                            .with("x-amz-storage-class", "INTELLIGENT_TIERING")
                            .with("x-amz-archive-status", "ARCHIVE_ACCESS"));

    private ScriptedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer(this::answer);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Answer answer(Request request) {
        String name = request.path().replace("/bucket/root/", "");
        if (request.method().equals("POST")) {
            return name.equals("archived") ? Answer.error(409, "RestoreAlreadyInProgress", "x") : Answer.of(202);
        }
        return request.path().equals("/bucket") ? Answer.of(200) : OBJECTS.getOrDefault(name, Answer.of(404));
    }

    private List<Request> asked() {
        return server.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    @Test
    void onlyWhatIsColdIsAskedFor() throws Exception {
        try (S3ObjectStore store = server.builder()
                .dataStorageClass("DEEP_ARCHIVE")
                .recall("Bulk", 3)
                .open()) {
            assertThat(store.capabilities().coldStorage()).isTrue();
            assertThat(store.recall(OBJECTS.keySet()))
                    .containsExactlyInAnyOrder("cold", "archived", "coming", "tiered");
        }
        assertThat(asked())
                .extracting(Request::toString)
                .containsExactlyInAnyOrder(
                        "POST /bucket/root/cold?restore",
                        "POST /bucket/root/archived?restore",
                        "POST /bucket/root/tiered?restore");
        assertThat(asked()).allSatisfy(request -> {
            assertThat(request.text()).contains("<Tier>Bulk</Tier>");
            if (request.path().endsWith("tiered")) {
                assertThat(request.text()).doesNotContain("Days");
            } else {
                assertThat(request.text()).contains("<Days>3</Days>");
            }
        });
    }

    @Test
    void whatIsMissingIsNotFound() throws Exception {
        try (S3ObjectStore store = server.builder().coldStorage(true).open()) {
            assertThatThrownBy(() -> store.recall(List.of("standard", "missing", "back")))
                    .isInstanceOf(ObjectNotFoundException.class)
                    .hasMessageContaining("missing");
        }
    }

    @Test
    void manyAreAskedForSeveralAtOnce() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            names.add("cold/" + i);
        }
        server.answer(request -> request.method().equals("POST")
                ? Answer.of(202)
                : RequestHeadersTest.head().with("x-amz-storage-class", "GLACIER"));
        try (S3ObjectStore store =
                server.builder().coldStorage(true).parallel(8).open()) {
            assertThat(store.recall(names)).containsExactlyInAnyOrderElementsOf(names);
        }
        assertThat(asked()).hasSize(200);
    }

    @Test
    void storesWithoutColdObjectsMakeNoRequest() throws Exception {
        try (S3ObjectStore store =
                server.builder().dataStorageClass("STANDARD_IA").open()) {
            assertThat(store.capabilities().coldStorage()).isFalse();
            assertThat(store.recall(List.of("cold"))).isEmpty();
        }
        assertThat(server.requests()).isEmpty();
    }
}
