package io.coffer.backup.store.azure;

import static io.coffer.backup.store.azure.TestObjects.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.models.BlobImmutabilityPolicyMode;
import com.sun.net.httpserver.Headers;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.store.azure.StandIn.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which policies are asked for. The emulator has none; the forms are those of Azure's REST documentation. */
class ImmutabilityTest {
    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
    private static final String UNTIL = "x-ms-immutability-policy-until-date";
    private static final String MODE = "x-ms-immutability-policy-mode";

    private StandIn server;

    @BeforeEach
    void start() throws Exception {
        server = new StandIn(request -> Answer.of(201));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private AzureObjectStoreBuilder builder() {
        return server.builder()
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .immutability(BlobImmutabilityPolicyMode.LOCKED, Duration.ofDays(30));
    }

    @Test
    void whatCoordinatesIsNeverKept() throws Exception {
        for (long limit : new long[] {1000, 10}) {
            try (ObjectStore store = builder().singlePutLimit(limit).open()) {
                assertThat(store.capabilities().objectLock()).isTrue();
                for (ObjectUse use : ObjectUse.values()) {
                    server.answer(request -> Answer.of(201));
                    put(store, "object", 100, use);
                    Headers last =
                            server.requests().get(server.requests().size() - 1).headers();
                    boolean kept = use != ObjectUse.COORDINATION;
                    assertThat(last.getFirst(UNTIL))
                            .as(use + " above " + limit)
                            .isEqualTo(kept ? StandIn.date(NOW.plus(Duration.ofDays(30))) : null);

                    assertThat(last.getFirst(MODE)).as(use + "").isEqualToIgnoringCase(kept ? "Locked" : null);
                }
            }
        }
    }

    @Test
    void withoutConfigurationNothingIsKept() throws Exception {
        try (ObjectStore store = server.builder().open()) {
            assertThat(store.capabilities().objectLock()).isFalse();
            put(store, "object", 100, ObjectUse.DATA);
            assertThat(server.requests().get(0).headers().getFirst(UNTIL)).isNull();
            assertThatThrownBy(() -> store.retain(List.of("object"), NOW))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void retainExtendsAndNeverShortens() throws Exception {
        Instant until = NOW.plus(Duration.ofDays(60));
        Instant longer = until.plusSeconds(1);
        server.answer(request -> {
            if (!request.method().equals("HEAD")) {
                return Answer.of(200);
            }
            Answer blob = Answer.blob(200, 5);
            return switch (request.path()) {
                case "/account/container/free" -> blob;
                case "/account/container/shorter" ->
                    blob.with(UNTIL, StandIn.date(until.minusSeconds(1))).with(MODE, "unlocked");
                default -> blob.with(UNTIL, StandIn.date(longer)).with(MODE, "locked");
            };
        });
        try (ObjectStore store = builder().open()) {
            store.retain(List.of("free", "shorter", "longer"), until);
        }
        List<StandIn.Request> changes = server.requests().stream()
                .filter(request -> request.asksFor("immutabilityPolicies"))
                .toList();
        assertThat(changes)
                .extracting(StandIn.Request::path)
                .containsExactlyInAnyOrder("/account/container/free", "/account/container/shorter");
        for (StandIn.Request change : changes) {
            assertThat(change.headers().getFirst(UNTIL)).isEqualTo("Fri, 01 Jan 2027 10:00:00 GMT");
            assertThat(change.headers().getFirst(MODE))
                    .isEqualToIgnoringCase(change.path().endsWith("free") ? "Locked" : "Unlocked");
        }
    }

    @Test
    void whatIsMissingCannotBeKept() throws Exception {
        server.answer(request -> request.method().equals("HEAD")
                ? Answer.of(404).with("x-ms-error-code", "BlobNotFound")
                : Answer.of(200));
        try (ObjectStore store = builder().open()) {
            assertThatThrownBy(() -> store.retain(List.of("missing"), NOW.plusSeconds(90)))
                    .isInstanceOf(ObjectNotFoundException.class);
        }
    }
}
