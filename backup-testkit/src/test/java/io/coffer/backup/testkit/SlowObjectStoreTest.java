package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class SlowObjectStoreTest {
    private final MemoryObjectStore target = new MemoryObjectStore();
    private final FakeClock clock = new FakeClock();
    private Instant seen = clock.instant();

    private SlowObjectStore.Builder slow() {
        return SlowObjectStore.builder(target).time(clock.asMonotonicTime());
    }

    @Test
    void eachKindOfRequestTakesItsTime() throws Exception {
        ObjectStore store = slow().latency(Duration.ofMillis(50))
                .latency(StoreOperation.LIST, Duration.ofSeconds(2))
                .build();
        store.put("a", ObjectData.of(new byte[100]), PutCondition.NONE);
        assertTook(50);
        store.get("a").close();
        assertTook(50);
        store.get("a", 0, 10);
        assertTook(50);
        store.stat("a");
        assertTook(50);
        store.list("", object -> {});
        assertTook(2000);
        store.delete(Collections.nCopies(2001, "a"));
        assertTook(150);
        store.capabilities();
        store.location();
        assertTook(0);
    }

    @Test
    void bytesTakeTheirTimeInBothDirections() throws Exception {
        ObjectStore store = slow().bandwidth(1000).build();
        store.put("a", ObjectData.of(new byte[2500]), PutCondition.NONE);
        assertTook(2500);
        store.get("a", 100, 500);
        assertTook(500);
        try (InputStream in = store.get("a")) {
            assertTook(0);
            in.readNBytes(1000);
            assertTook(1000);
            in.readAllBytes();
            assertTook(1500);
        }
        store.put("empty", ObjectData.of(new byte[0]), PutCondition.NONE);
        assertTook(0);
    }

    @Test
    void threadsShareTheLine() throws Exception {
        ObjectStore store = slow().bandwidth(1000).build();
        Callable<Integer> put = () -> {
            String name = "of/" + Thread.currentThread().getId();
            store.put(name, ObjectData.of(new byte[3000]), PutCondition.NONE);
            return 0;
        };
        ContractSupport.together(Collections.nCopies(4, put));
        assertTook(12_000);
    }

    @Test
    void nothingTakesAnyTimeUnlessTold() throws Exception {
        ObjectStore store = SlowObjectStore.builder(target).build();
        store.put("a", ObjectData.of(new byte[100]), PutCondition.NONE);
        assertThat(ContractSupport.read(store, "a")).hasSize(100);
        assertTook(0);
    }

    @Test
    void whoIsInterruptedWhileWaitingHasDoneNothing() throws Exception {
        ObjectStore store = SlowObjectStore.builder(target)
                .latency(StoreOperation.PUT, Duration.ofDays(1))
                .build();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store.put("a", ObjectData.of(new byte[1]), PutCondition.NONE))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ContractSupport.list(target, "")).isEmpty();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> slow().bandwidth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> slow().latency(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertTook(long millis) {
        assertThat(Duration.between(seen, clock.instant())).isEqualTo(Duration.ofMillis(millis));
        seen = clock.instant();
    }
}
