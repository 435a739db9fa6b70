package io.coffer.backup.store.azure;

import static io.coffer.backup.store.azure.TestObjects.bytes;
import static io.coffer.backup.store.azure.TestObjects.names;
import static io.coffer.backup.store.azure.TestObjects.put;
import static io.coffer.backup.store.azure.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.storage.blob.BlobContainerAsyncClient;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.StoreUnavailableException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that are missing, made, gone, or used for other things too. */
class ContainersTest {
    @Test
    void aMissingContainerIsAnEmptyStoreAndReadingDoesNotMakeIt() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer();
        try (ObjectStore store = builder.open()) {
            assertThat(names(store)).isEmpty();
            assertThatThrownBy(() -> read(store, "a")).isInstanceOf(ObjectNotFoundException.class);
            assertThatThrownBy(() -> store.get("a", 0, 1)).isInstanceOf(ObjectNotFoundException.class);
            assertThatThrownBy(() -> store.stat("a")).isInstanceOf(ObjectNotFoundException.class);
            assertThatThrownBy(() -> store.recall(List.of("a"))).isInstanceOf(ObjectNotFoundException.class);
            store.delete(List.of("a"));
            assertThat(container(builder).exists().block()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 100})
    void theFirstPutMakesTheContainerClosedToThePublic(int singlePutLimit) throws Exception {
        AzureObjectStoreBuilder builder =
                Azurite.shared().newContainer().singlePutLimit(singlePutLimit).blockSize(50);
        try (ObjectStore store = builder.open()) {
            put(store, "a", 500);
            assertThat(read(store, "a")).isEqualTo(bytes(500));
            assertThat(container(builder).getProperties().block().getBlobPublicAccess())
                    .isNull();
        }
    }

    @Test
    void withoutCreateAMissingContainerIsAFailure() throws Exception {
        try (ObjectStore store =
                Azurite.shared().newContainer().createContainer(false).open()) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> put(store, "a", 5), () -> read(store, "a"), () -> names(store), () -> store.stat("a"))) {
                assertThatThrownBy(call)
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("there is no container");
            }
        }
    }

    @Test
    void aContainerThatVanishesIsNotAnEmptyStoreAndIsNotMadeAgain() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer();
        try (ObjectStore store = builder.open()) {
            put(store, "a", 5);
            container(builder).delete().block();
            Map<String, ThrowingCallable> calls = Map.of(
                    "put", () -> put(store, "a", 5),
                    "get", () -> read(store, "a"),
                    "range", () -> store.get("a", 0, 1),
                    "stat", () -> store.stat("a"),
                    "list", () -> names(store),
                    "delete", () -> store.delete(List.of("a")));
            calls.forEach((call, code) -> {
                StoreUnavailableException gone = catchThrowableOfType(StoreUnavailableException.class, code);
                assertThat(gone).as(call).isNotNull();
                assertThat(gone).as(call).hasMessageContaining("there is no container");
            });
            assertThat(container(builder).exists().block()).isFalse();
        }
    }

    @Test
    void whatOthersKeepInTheContainerIsLeftAlone() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer().prefix("mine");
        try (ObjectStore store = builder.open()) {
            put(store, "a", 5);
            BlobContainerAsyncClient container = container(builder);
            for (String foreign : List.of("mine/UPPER", "mine/a b", "minefield", "other/a", "mine/x~y")) {
                container
                        .getBlobAsyncClient(foreign)
                        .getBlockBlobAsyncClient()
                        .upload(com.azure.core.util.BinaryData.fromString("x"))
                        .block();
            }
            // As a hierarchical namespace shows its directories.
            put(store, "directory", 0);
            container
                    .getBlobAsyncClient("mine/directory")
                    .setMetadata(Map.of("hdi_isfolder", "true"))
                    .block();
            assertThat(names(store)).containsExactly("a");
            assertThatThrownBy(() -> store.stat("directory")).isInstanceOf(ObjectNotFoundException.class);
            try (ObjectStore whole = builder.prefix("").open()) {
                assertThat(names(whole))
                        .containsExactlyInAnyOrder("mine/a", "minefield", "other/a")
                        .doesNotContain("mine/UPPER");
            }
        }
    }

    private static BlobContainerAsyncClient container(AzureObjectStoreBuilder builder) {
        return new BlobConnection(builder).container();
    }
}
