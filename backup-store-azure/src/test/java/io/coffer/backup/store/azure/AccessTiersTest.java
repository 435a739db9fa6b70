package io.coffer.backup.store.azure;

import static io.coffer.backup.store.azure.TestObjects.bytes;
import static io.coffer.backup.store.azure.TestObjects.put;
import static io.coffer.backup.store.azure.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobProperties;
import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which tier objects are put, and how they come back from the archive. */
class AccessTiersTest {
    @ParameterizedTest
    @ValueSource(ints = {1000, 100})
    void onlyDataGoesToTheTierForData(int singlePutLimit) throws Exception {
        AzureObjectStoreBuilder builder =
                Azurite.shared().newContainer().dataTier(AccessTier.COOL).singlePutLimit(singlePutLimit);
        try (ObjectStore store = builder.open()) {
            for (ObjectUse use : ObjectUse.values()) {
                put(store, "object/" + use.ordinal(), 500, use);
                AccessTier tier = use == ObjectUse.DATA ? AccessTier.COOL : AccessTier.HOT;
                assertThat(properties(builder, "object/" + use.ordinal()).getAccessTier())
                        .as("tier of " + use)
                        .isEqualTo(tier);
            }
            assertThat(read(store, "object/" + ObjectUse.DATA.ordinal())).isEqualTo(bytes(500));
        }
    }

    @Test
    void withoutATierTheAccountDecides() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer();
        try (ObjectStore store = builder.open()) {
            put(store, "data", 500, ObjectUse.DATA);
            assertThat(properties(builder, "data").isAccessTierInferred()).isTrue();
        }
    }

    /** A prune rewrites no data where it may be: so nobody says so who need not. */
    @ParameterizedTest
    @CsvSource({"'', false", "&tier=cold, false", "&tier=archive, true", "&cold-storage=true, true"})
    void whatMayHaveToBeRecalledIsSaid(String parameters, boolean cold) throws Exception {
        URI location = URI.create("azblob://" + Azurite.ACCOUNT + "/tiers?endpoint="
                + Azurite.shared().endpoint() + parameters);
        try (ObjectStore store = AzureUri.parse(location)
                .credentials(AzureCredentials.sharedKey(Azurite.KEY))
                .open()) {
            assertThat(store.capabilities().coldStorage()).isEqualTo(cold);
        }
    }

    @Test
    void dataInTheArchiveIsRecalledBeforeItIsRead() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer().dataTier(AccessTier.ARCHIVE);
        try (ObjectStore store = builder.open()) {
            put(store, "packs/cold", 500, ObjectUse.DATA);
            put(store, "packs/warm", 400, ObjectUse.METADATA);
            assertThatThrownBy(() -> read(store, "packs/cold"))
                    .isInstanceOf(ObjectColdException.class)
                    .hasMessageContaining("recall it");
            assertThat(store.recall(List.of("packs/cold", "packs/warm"))).containsExactly("packs/cold");
            assertThat(read(store, "packs/cold")).isEqualTo(bytes(500));
            assertThat(properties(builder, "packs/cold").getAccessTier()).isEqualTo(AccessTier.HOT);
        }
    }

    private static BlobProperties properties(AzureObjectStoreBuilder builder, String name) {
        return new BlobConnection(builder).blob(name).getProperties().block();
    }
}
