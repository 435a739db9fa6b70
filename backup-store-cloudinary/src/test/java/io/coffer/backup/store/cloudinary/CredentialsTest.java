package io.coffer.backup.store.cloudinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.StoreAccessException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private static final String SECRET = "s3cr3tÄ";

    @Test
    void showNothingAndAreOverwritten() {
        CloudinaryCredentials credentials = CloudinaryCredentials.of("123", SECRET.toCharArray());
        assertThat(credentials.toString()).doesNotContain("123").doesNotContain(SECRET);
        assertThat(credentials.basicAuthorization()).isEqualTo(basic("123", SECRET));
        CloudinaryCredentials copy = credentials.copy();
        credentials.close();
        credentials.close();
        assertThatThrownBy(credentials::basicAuthorization).isInstanceOf(IllegalStateException.class);
        assertThat(copy.basicAuthorization()).isEqualTo(basic("123", SECRET));
    }

    @Test
    void emptyOnesAreRefused() {
        assertThatThrownBy(() -> CloudinaryCredentials.of("", "x".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CloudinaryCredentials.of("1", new char[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comeFromTheEnvironment() throws Exception {
        assertFound(Map.of("CLOUDINARY_URL", "cloudinary://12:a%40b@my-cloud"), "12", "a@b");
        assertFound(Map.of("CLOUDINARY_URL", "cloudinary://12:a+b@my-cloud?secure=true"), "12", "a+b");
        assertFound(Map.of("API_KEY", "12", "API_SECRET", "x", "CLOUD_NAME", "my-cloud"), "12", "x");
        assertFound(Map.of("API_KEY", "12", "API_SECRET", "x"), "12", "x");
        assertFound(
                Map.of("CLOUDINARY_API_KEY", "34", "CLOUDINARY_API_SECRET", "y", "API_KEY", "1", "API_SECRET", "x"),
                "34",
                "y");
    }

    private static void assertFound(Map<String, String> environment, String key, String secret) throws Exception {
        try (CloudinaryCredentials found = new EnvironmentCredentials("my-cloud", environment).get()) {
            assertThat(found.basicAuthorization()).isEqualTo(basic(key, secret));
        }
    }

    private static String basic(String key, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((key + ":" + secret).getBytes());
    }

    @Test
    void missingAndWrongOnesAreToldApart() {
        assertRefused(Map.of(), "there are no credentials for the Cloudinary cloud \"my-cloud\"; set CLOUDINARY_URL");
        assertRefused(Map.of("API_KEY", "12", "API_SECRET", " "), "there are no credentials");
        assertRefused(
                Map.of("CLOUDINARY_URL", "cloudinary://12:" + SECRET + "@other"),
                "for the Cloudinary cloud \"other\" (CLOUDINARY_URL), and the store is in \"my-cloud\"");
        assertRefused(
                Map.of("API_KEY", "12", "API_SECRET", SECRET, "CLOUD_NAME", "other"),
                "for the Cloudinary cloud \"other\" (CLOUD_NAME), and the store is in \"my-cloud\"");
        for (String url : List.of("cloudinary://" + SECRET, "http://12:" + SECRET + "@my-cloud", SECRET)) {
            assertRefused(Map.of("CLOUDINARY_URL", url), "is not of the form cloudinary://KEY:SECRET@CLOUD");
        }
    }

    private static void assertRefused(Map<String, String> environment, String message) {
        EnvironmentCredentials credentials = new EnvironmentCredentials("my-cloud", environment);
        assertThatThrownBy(credentials::get)
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining(message)
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain(SECRET));
        assertThat(credentials.toString()).doesNotContain(SECRET);
    }
}
