package io.coffer.backup.store.cloudinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn;
import io.coffer.backup.store.cloudinary.standin.Plan;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "CLOUDINARY_URL",
            "cloudinary://" + CloudinaryStandIn.KEY + ":" + CloudinaryStandIn.SECRET + "@" + CloudinaryStandIn.CLOUD);

    private final CloudinaryObjectStoreProvider provider = new CloudinaryObjectStoreProvider(ENVIRONMENT);

    @Test
    void opensWhatTheUriSays() throws Exception {
        try (CloudinaryStandIn standIn = new CloudinaryStandIn(Plan.FREE, Clock.systemUTC())) {
            for (String type : List.of("authenticated", "private")) {
                for (String signature : List.of("sha1", "sha256")) {
                    URI uri = uri(standIn, "type=" + type + "&signature=" + signature);
                    try (ObjectStore store = provider.open(uri)) {
                        store.put("a/b", ObjectData.of(new byte[5]), PutCondition.NONE);
                        assertThat(store.get("a/b", 1, 3)).hasSize(3);
                        assertThat(store.location()).isEqualTo("cloudinary://my-cloud/backups/pc");
                        assertThat(store.capabilities().maximumObjectSize()).isEqualTo(10_485_759);
                    }
                }
            }
            assertThat(standIn.ids()).containsExactly("authenticated/backups/pc/a-b", "private/backups/pc/a-b");
        }
    }

    private static URI uri(CloudinaryStandIn standIn, String query) {
        return URI.create("cloudinary://my-cloud/backups/pc/?endpoint=" + encode(standIn.endpoint()) + "&delivery="
                + encode(standIn.deliveryEndpoint()) + "&" + query);
    }

    private static String encode(URI uri) {
        return URLEncoder.encode(uri.toString(), StandardCharsets.UTF_8);
    }

    /** Who says how large assets may be is not asked for anything. */
    @Test
    void opensWithoutARequest() throws Exception {
        try (CloudinaryStandIn standIn = new CloudinaryStandIn(Plan.FREE, Clock.systemUTC());
                ObjectStore store = provider.open(uri(standIn, "maximumAssetSize=1000&chunkSize=6000000"))) {
            assertThat(store.capabilities().maximumObjectSize()).isEqualTo(999);
            assertThat(standIn.requests()).isEmpty();
        }
    }

    @Test
    void isFoundByItsScheme() {
        Throwable thrown = catchThrowable(() -> ObjectStores.open("cloudinary://-/x"));
        assertThat(thrown)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the location of a store in Cloudinary");
    }

    /** A URI with credentials is what CLOUDINARY_URL holds; here it is refused, and not shown. */
    @Test
    void credentialsInTheUriAreRefused() {
        assertThatThrownBy(() -> provider.open(URI.create("cloudinary://12:s3cret@my-cloud/backups")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the location of a store in Cloudinary: cloudinary://***@my-cloud/backups: credentials"
                        + " must not stand in it, since URIs are logged; put that URL into the variable CLOUDINARY_URL"
                        + " of the environment; expected cloudinary://cloud/prefix, such as"
                        + " cloudinary://my-cloud/backups/laptop");
    }

    @Test
    void otherUrisAreRefusedWithoutShowingValues() {
        for (String uri : List.of(
                "cloudinary:my-cloud/x",
                "cloudinary:///x",
                "cloudinary://my-cloud",
                "cloudinary://my-cloud/",
                "cloudinary://my-cloud/v1",
                "cloudinary://my_cloud/x",
                "cloudinary://my-cloud/x#s3cret",
                "cloudinary://my-cloud/x?api_secret=s3cret",
                "cloudinary://my-cloud/x?s3cret",
                "cloudinary://my-cloud/x?type=s3cret",
                "cloudinary://my-cloud/x?signature=md5",
                "cloudinary://my-cloud/x?type=private&type=private",
                "cloudinary://my-cloud/x?maximumAssetSize=0",
                "cloudinary://my-cloud/x?maximumAssetSize=many",
                "cloudinary://my-cloud/x?chunkSize=1000",
                "cloudinary://my-cloud/x?endpoint=https%3A%2F%2Fkey%3As3cret%40host",
                "cloudinary://my-cloud/x?endpoint=http%3A%2F%2Fexample.com",
                "cloudinary://my-cloud/x?delivery=ftp%3A%2F%2Fexample.com")) {
            assertThatThrownBy(() -> provider.open(URI.create(uri)))
                    .as(uri)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected cloudinary://cloud/prefix")
                    .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("s3cret"));
        }
    }

    @Test
    void credentialsAreAskedForFirst() {
        assertThatThrownBy(() ->
                        new CloudinaryObjectStoreProvider(Map.of()).open(URI.create("cloudinary://my-cloud/backups")))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("there are no credentials");
    }

    @Test
    void builderWantsACloudAndAPrefix() {
        assertThatThrownBy(
                        () -> CloudinaryObjectStore.builder().cloud("my-cloud").open())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> CloudinaryObjectStore.builder().cloud("1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
