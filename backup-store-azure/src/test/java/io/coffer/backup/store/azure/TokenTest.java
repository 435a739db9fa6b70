package io.coffer.backup.store.azure;

import static io.coffer.backup.store.azure.TestObjects.bytes;
import static io.coffer.backup.store.azure.TestObjects.names;
import static io.coffer.backup.store.azure.TestObjects.put;
import static io.coffer.backup.store.azure.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.identity.CredentialUnavailableException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Tokens of identities, which are sent over TLS only: against an emulator that has a certificate. */
class TokenTest {
    private static final String PASSWORD = "changeit";

    private static Azurite azurite;
    private static SSLContext trusting;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        Path keys = directory.resolve("azurite.p12");
        makeCertificate(keys);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("azurite", store.getCertificate("azurite"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        azurite = Azurite.start(List.of("--oauth", "basic", "--cert", keys.toString(), "--pwd", PASSWORD));
    }

    @AfterAll
    static void stop() throws Exception {
        if (azurite != null) {
            azurite.stop();
        }
    }

    private static void makeCertificate(Path keys) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "azurite",
                        "-keyalg",
                        "RSA",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD,
                        "-dname",
                        "CN=azurite",
                        "-ext",
                        "san=ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    @Test
    void aTokenLetsIn() throws Exception {
        try (ObjectStore store = store(token("https://storage.azure.com", 60))) {
            put(store, "a", 1000);
            assertThat(read(store, "a")).isEqualTo(bytes(1000));
            assertThat(names(store)).containsExactly("a");
        }
    }

    @Test
    void anExpiredOrForeignTokenDoesNot() throws Exception {
        for (String token : List.of(token("https://storage.azure.com", -60), token("https://example.org", 60))) {
            try (ObjectStore store = store(token)) {
                StoreAccessException refused =
                        catchThrowableOfType(StoreAccessException.class, () -> put(store, "a", 10));
                assertThat(refused).isNotNull();
                assertThat(refused.toString()).doesNotContain(token);
            }
        }
    }

    @Test
    void withoutAnIdentityItIsSaidWhatToDo() throws Exception {
        TokenCredential none = request -> Mono.error(new CredentialUnavailableException("no identity here"));
        try (ObjectStore store =
                builder().credentials(AzureCredentials.token(none)).open()) {
            assertThatThrownBy(() -> store.stat("a"))
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining("az login");
        }
    }

    @Test
    void aServerThatCannotBeAuthenticatedIsNotTriedAgain() throws Exception {
        try (ObjectStore store = azurite.newContainer()
                .credentials(AzureCredentials.sharedKey(Azurite.KEY))
                .open()) {
            StoreException untrusted = catchThrowableOfType(StoreException.class, () -> store.stat("a"));
            assertThat(untrusted).hasMessageContaining("could not be authenticated");
            assertThat(untrusted.isTemporary()).isFalse();
        }
    }

    private static AzureObjectStoreBuilder builder() {
        return azurite.newContainer()
                .httpClient(HttpClients.create(
                        Duration.ofSeconds(60), new ShieldedHttpClientBuilder().sslContext(trusting)));
    }

    private static ObjectStore store(String token) {
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plusHours(1);
        return builder()
                .credentials(AzureCredentials.token(request -> Mono.just(new AccessToken(token, end))))
                .open();
    }

    /** The emulator reads tokens, and does not look at who signed them. */
    private static String token(String audience, int minutes) {
        long now = System.currentTimeMillis() / 1000;
        String claims = "{\"aud\":\"" + audience
                + "\",\"iss\":\"https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/\"" + ",\"iat\":"
                + (now - 7200) + ",\"nbf\":" + (now - 7200) + ",\"exp\":" + (now + 60L * minutes) + "}";
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(new byte[32]);
    }
}
