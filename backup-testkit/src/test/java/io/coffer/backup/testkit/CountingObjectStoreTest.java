package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.PutCondition;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountingObjectStoreTest {
    private final CountingObjectStore store = new CountingObjectStore(new MemoryObjectStore());

    @Test
    void requestsAndBytesAreCountedByKind() throws Exception {
        store.put("a", ObjectData.of(new byte[100]), PutCondition.NONE);
        store.put("b", ObjectData.of(new byte[10]), PutCondition.IF_ABSENT);
        try (InputStream in = store.get("a")) {
            assertThat(in.read()).isZero();
            assertThat(in.readNBytes(9)).hasSize(9);
        }
        store.get("a", 5, 20);
        store.get("a", 5, 1);
        store.stat("a");
        store.list("", object -> {});
        store.delete(List.of("a", "b"));

        assertCount(StoreOperation.PUT, 2, 110);
        assertCount(StoreOperation.GET, 1, 10);
        assertCount(StoreOperation.GET_RANGE, 2, 21);
        assertCount(StoreOperation.STAT, 1, 0);
        assertCount(StoreOperation.LIST, 1, 0);
        assertCount(StoreOperation.DELETE, 1, 0);
        assertThat(store.requests()).isEqualTo(8);
        store.reset();
        assertThat(store.requests()).isZero();
        assertCount(StoreOperation.PUT, 0, 0);
    }

    @Test
    void recallingAndRetainingCountForEachObject() throws Exception {
        VaultStore vault = new VaultStore(new MemoryObjectStore());
        CountingObjectStore counting = new CountingObjectStore(new FaultyObjectStore(vault));
        counting.put("a", ObjectData.of(new byte[1]), PutCondition.NONE);
        counting.put("b", ObjectData.of(new byte[1]), PutCondition.NONE);
        vault.makeCold("b");
        assertThat(counting.recall(List.of("a", "b"))).containsExactly("b");
        counting.retain(List.of("a"), vault.clock().instant().plusSeconds(1));
        assertThatThrownBy(() -> counting.delete(List.of("a"))).isInstanceOf(ObjectLockedException.class);
        assertThat(counting.requests(StoreOperation.RECALL)).isEqualTo(2);
        assertThat(counting.requests(StoreOperation.RETAIN)).isEqualTo(1);
    }

    @Test
    void whatFailsCountsToo() {
        assertThatThrownBy(() -> store.stat("missing")).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> store.get("missing")).isInstanceOf(ObjectNotFoundException.class);
        assertThat(store.requests()).isEqualTo(2);
    }

    @Test
    void batchesCountAsTheStoreTakesThem() throws Exception {
        assertThat(store.capabilities().maximumBatchDelete()).isEqualTo(1000);
        store.delete(List.of());
        assertCount(StoreOperation.DELETE, 0, 0);
        store.delete(Collections.nCopies(1000, "a"));
        assertCount(StoreOperation.DELETE, 1, 0);
        store.delete(Collections.nCopies(1001, "a"));
        assertCount(StoreOperation.DELETE, 3, 0);
    }

    private void assertCount(StoreOperation operation, long requests, long bytes) {
        assertThat(store.requests(operation)).as("requests " + operation).isEqualTo(requests);
        assertThat(store.bytes(operation)).as("bytes " + operation).isEqualTo(bytes);
    }
}
