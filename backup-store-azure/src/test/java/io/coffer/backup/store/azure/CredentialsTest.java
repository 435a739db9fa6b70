package io.coffer.backup.store.azure;

import static io.coffer.backup.store.azure.TestObjects.bytes;
import static io.coffer.backup.store.azure.TestObjects.names;
import static io.coffer.backup.store.azure.TestObjects.put;
import static io.coffer.backup.store.azure.TestObjects.putNew;
import static io.coffer.backup.store.azure.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.StoreAccessException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Every kind of credentials lets the right ones in and the others not, and is not shown. */
class CredentialsTest {
    private static final String OTHER_KEY = "b3RoZXIga2V5IG9mIG5vYm9keSB3aG8gaXMgbGV0IGluIGFueXdoZXJl";

    @Test
    void connectionStringWithAKey() throws Exception {
        String text = "DefaultEndpointsProtocol=http;AccountName=" + Azurite.ACCOUNT + ";AccountKey=" + Azurite.KEY
                + ";BlobEndpoint=" + Azurite.shared().endpoint() + "/;";
        try (ObjectStore store = AzureObjectStore.builder()
                .account(Azurite.ACCOUNT)
                .container("connection-string")
                .credentials(AzureCredentials.connectionString(text))
                .open()) {
            put(store, "a", 10);
            assertThat(read(store, "a")).isEqualTo(bytes(10));
        }
    }

    @Test
    void connectionStringWithASignature() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer();
        put(builder.open(), "a", 10);
        String text = "SharedAccessSignature=" + signature(builder, "rl", 60) + ";BlobEndpoint="
                + Azurite.shared().endpoint();
        try (ObjectStore store =
                builder.credentials(AzureCredentials.connectionString(text)).open()) {
            assertThat(read(store, "a")).isEqualTo(bytes(10));
            assertRefused(store);
        }
    }

    @Test
    void connectionStringOfAnotherAccountIsRefused() {
        AzureCredentials other = AzureCredentials.connectionString("AccountName=other;AccountKey=" + Azurite.KEY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AzureObjectStore.builder()
                        .account("mine")
                        .container("container")
                        .credentials(other)
                        .open())
                .withMessageContaining("the storage account other")
                .withMessageContaining("the account mine");
    }

    @Test
    void wrongKeyIsRefused() throws Exception {
        try (ObjectStore store = Azurite.shared()
                .newContainer()
                .credentials(AzureCredentials.sharedKey(OTHER_KEY))
                .open()) {
            assertThatThrownBy(() -> put(store, "a", 10))
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining("the key or signature is wrong");
            assertThatThrownBy(() -> names(store)).isInstanceOf(StoreAccessException.class);
            assertThatThrownBy(() -> store.stat("a")).isInstanceOf(StoreAccessException.class);
        }
    }

    @Test
    void signaturePermitsWhatItSays() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer();
        put(builder.open(), "a", 10);
        try (ObjectStore store = withSignature(builder, "rl")) {
            assertThat(names(store)).containsExactly("a");
            assertThat(read(store, "a")).isEqualTo(bytes(10));
            assertRefused(store);
        }
        try (ObjectStore store = withSignature(builder, "racwdl")) {
            put(store, "b", 20);
            store.delete(List.of("a"));
            assertThat(names(store)).containsExactly("b");
        }
    }

    /** With a signature that permits new objects only, one that is there already is still told as such. */
    @Test
    void createOnlySignatureStillTellsWhatIsThere() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer();
        put(builder.open(), "a", 10);
        try (ObjectStore store = withSignature(builder, "rcl")) {
            putNew(store, "new", 10);
            assertThatThrownBy(() -> putNew(store, "a", 20)).isInstanceOf(ObjectExistsException.class);
            assertThatThrownBy(() -> put(store, "a", 20)).isInstanceOf(StoreAccessException.class);
            assertThat(read(store, "a")).isEqualTo(bytes(10));
        }
    }

    @Test
    void expiredSignatureIsRefusedAndARenewedOneIsTaken() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer();
        put(builder.open(), "a", 10);
        AtomicReference<String> token = new AtomicReference<>(signature(builder, "rl", -60));
        try (ObjectStore store =
                builder.credentials(AzureCredentials.sas(token::get)).open()) {
            assertThatThrownBy(() -> read(store, "a"))
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining("expired");
            token.set("?" + signature(builder, "rl", 60));
            assertThat(read(store, "a")).isEqualTo(bytes(10));
        }
    }

    @Test
    void theEnvironmentIsReadInTheOrderOfAzuresTools() {
        String connection = "AccountName=a;AccountKey=" + OTHER_KEY;
        Map<String, String> all = Map.of(
                "AZURE_STORAGE_CONNECTION_STRING", connection,
                "AZURE_STORAGE_KEY", OTHER_KEY,
                "AZURE_STORAGE_SAS_TOKEN", "sv=1&sig=abc");
        assertThat(AzureCredentials.from(all)).hasToString("connection string");
        assertThat(AzureCredentials.from(Map.of("AZURE_STORAGE_KEY", OTHER_KEY, "AZURE_STORAGE_SAS_TOKEN", "sig=abc")))
                .hasToString("shared key");
        assertThat(AzureCredentials.from(Map.of("AZURE_STORAGE_KEY", " ", "AZURE_STORAGE_SAS_TOKEN", "sig=abc")))
                .hasToString("shared access signature");
        assertThat(AzureCredentials.from(Map.of())).hasToString("default identity");
    }

    @Test
    void whatCannotBeReadIsRefusedWithoutBeingShown() throws Exception {
        AzureObjectStoreBuilder builder = Azurite.shared().newContainer();
        for (String text : List.of("AccountKey", "AccountName=secretsecret", "secretsecret;a=b")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AzureCredentials.connectionString(text))
                    .withMessageNotContaining("secretsecret");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.credentials(AzureCredentials.sharedKey("secret!secret"))
                        .open())
                .withMessageNotContaining("secret!secret")
                .withNoCause();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.credentials(AzureCredentials.sas("https://a/b?sig=secretsecret"))
                        .open())
                .withMessageNotContaining("secretsecret");
    }

    @Test
    void whatReadersOfTheConnectionCouldUseIsNotSentInTheClear() {
        AzureObjectStoreBuilder builder =
                AzureObjectStore.builder().account("account").container("container");
        for (AzureCredentials credentials : List.of(AzureCredentials.sas("sig=abc"), AzureCredentials.identity())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.credentials(credentials)
                            .endpoint("http://storage.example")
                            .open())
                    .withMessageContaining("https");
        }
        builder.credentials(AzureCredentials.sharedKey(OTHER_KEY)).open().close();
    }

    private static void assertRefused(ObjectStore store) {
        assertThatThrownBy(() -> put(store, "b", 10))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("do not permit");
        assertThatThrownBy(() -> store.delete(List.of("a"))).isInstanceOf(StoreAccessException.class);
    }

    private static ObjectStore withSignature(AzureObjectStoreBuilder builder, String permissions) {
        return builder.credentials(AzureCredentials.sas(signature(builder, permissions, 60)))
                .open();
    }

    private static String signature(AzureObjectStoreBuilder builder, String permissions, int minutes) {
        String url = new BlobConnection(builder.credentials(AzureCredentials.sharedKey(Azurite.KEY)))
                .container()
                .getBlobContainerUrl();
        BlobContainerClient client = new BlobContainerClientBuilder()
                .endpoint(url)
                .credential(new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY))
                .buildClient();
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plusMinutes(minutes);
        return client.generateSas(
                new BlobServiceSasSignatureValues(end, BlobContainerSasPermission.parse(permissions)));
    }
}
