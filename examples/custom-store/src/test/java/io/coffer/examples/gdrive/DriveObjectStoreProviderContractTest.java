package io.coffer.examples.gdrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStoreProvider;
import io.coffer.backup.spi.ObjectStores;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.testkit.ObjectStoreProviderContract;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As a user opens it: by URI, with credentials from the environment, which the build sets for this test. */
class DriveObjectStoreProviderContractTest extends ObjectStoreProviderContract {
    private DriveServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new DriveServer(false);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected ObjectStoreProvider provider() {
        return new DriveObjectStoreProvider();
    }

    @Override
    protected String newLocation() {
        return "gdrive:" + DriveServer.FOLDER + "/" + UUID.randomUUID() + "?endpoint=" + server.endpoint();
    }

    @Override
    protected List<String> impossibleLocations() {
        return List.of(
                "gdrive:/",
                "gdrive:folder/Upper",
                "gdrive:folder/../other",
                "gdrive:folder#here",
                "gdrive:folder?key=value",
                "gdrive:folder?endpoint=ftp://host");
    }

    @Test
    void bothFormsNameTheSame() {
        assertThat(DriveLocation.of(URI.create("gdrive://1aB/x")))
                .isEqualTo(DriveLocation.of(URI.create("gdrive:1aB/x")));
        assertThat(DriveLocation.of(URI.create("gdrive:1aB/x/"))).hasToString("gdrive:1aB/x");
        assertThat(DriveLocation.of(URI.create("gdrive:1aB"))).isEqualTo(new DriveLocation("1aB", "", null));
    }

    @Test
    void openingSendsNothing() throws Exception {
        ObjectStores.open(newLocation()).close();
        assertThat(server.counts()).isEmpty();
        assertThat(server.count("token")).isZero();
    }

    @Test
    void halfOfTheCredentialsAreMissedByName() {
        Map<String, String> environment = Map.of("GDRIVE_REFRESH_TOKEN", "r", "GDRIVE_CLIENT_ID", "c");
        DriveLocation location = DriveLocation.of(URI.create("gdrive:1aB"));
        assertThatThrownBy(() -> DriveCredentials.find(location, null, environment::get))
                .isInstanceOf(StoreAccessException.class)
                .hasMessage("cannot open gdrive:1aB: GDRIVE_REFRESH_TOKEN is set, and GDRIVE_CLIENT_SECRET is not");
    }

    @Test
    void otherFilesOfTheFolderAreLeftAlone() throws Exception {
        String location = newLocation();
        server.storage.create(
                DriveServer.metadataOf(
                        ("{\"name\":\"holiday.jpg\",\"parents\":[\"" + DriveServer.FOLDER + "\"]}").getBytes()),
                new byte[10],
                "id");
        try (ObjectStore store = ObjectStores.open(location)) {
            store.list("", object -> {
                throw new AssertionError(object);
            });
            store.delete(List.of("holiday.jpg"));
        }
        assertThat(server.storage.all()).hasSize(1);
    }
}
