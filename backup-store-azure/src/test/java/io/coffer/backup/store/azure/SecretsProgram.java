package io.coffer.backup.store.azure;

import static io.coffer.backup.store.azure.TestObjects.names;
import static io.coffer.backup.store.azure.TestObjects.put;
import static io.coffer.backup.store.azure.TestObjects.putNew;
import static io.coffer.backup.store.azure.TestObjects.read;

import com.azure.storage.blob.models.CustomerProvidedKey;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.store.azure.StandIn.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lets a store meet servers that repeat what they were asked, and writes everything down that an application could: all
 * exceptions, and the log at its finest. {@link SecretsTest} runs it and looks through that.
 */
final class SecretsProgram {
    static final String KEY = "c2VjcmV0LWtleS1vZi10aGUtYWNjb3VudC1zZWNyZXQta2V5";
    static final String SIGNATURE = "c2VjcmV0LXNpZ25hdHVyZS1vZi10aGUtYWNjb3VudA==";
    static final String ENCODED_SIGNATURE = "c2VjcmV0LXNpZ25hdHVyZS1vZi10aGUtYWNjb3VudA%3D%3D";
    static final String CUSTOMER_KEY = "c2VjcmV0LWtleS1vZi10aGUtY3VzdG9tZXItMTIzNDU2Nzg=";
    static final String LAST_LINE = "all was tried";

    /** What the store of the moment knows. */
    private static String own = "";

    private SecretsProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (StandIn server = new StandIn(request -> Answer.of(500))) {
            AzureObjectStoreBuilder builder = server.builder();
            List<AzureCredentials> all = List.of(
                    AzureCredentials.sharedKey(KEY),
                    AzureCredentials.connectionString("AccountName=account;AccountKey=" + KEY),
                    AzureCredentials.sas("sv=2024-11-04&sp=rl&sig=" + ENCODED_SIGNATURE),
                    AzureCredentials.connectionString("SharedAccessSignature=sv=1&sig=" + ENCODED_SIGNATURE));
            for (AzureCredentials credentials : all) {
                System.out.println(credentials);
                builder.credentials(credentials);
                own = all.indexOf(credentials) >= 2 ? SIGNATURE + " " + ENCODED_SIGNATURE : KEY;
                useAll(server, builder);
            }
            useAll(
                    server,
                    builder.customerProvidedKey(new CustomerProvidedKey(CUSTOMER_KEY))
                            .endpoint("https://localhost:1/account"));
        }
        System.out.println(LAST_LINE);
    }

    private static void useAll(StandIn server, AzureObjectStoreBuilder builder) {
        for (int status : new int[] {200, 400, 403, 404, 409, 503}) {
            server.answer(request -> Answer.error(status, "Odd")
                    .with("x-ms-request-id", request.query())
                    .body(everything(request).getBytes(StandardCharsets.UTF_8)));
            try (ObjectStore store = builder.open()) {
                System.out.println(store + " " + store.location());
                attempt(() -> put(store, "a", 10));
                attempt(() -> putNew(store, "a", 10));
                attempt(() -> read(store, "a"));
                attempt(() -> store.get("a", 1, 2));
                attempt(() -> store.stat("a"));
                attempt(() -> names(store));
                attempt(() -> store.delete(List.of("a", "b")));
                attempt(() -> store.recall(List.of("a")));
            } catch (IOException | RuntimeException e) {
                e.printStackTrace(System.out);
            }
        }
    }

    /** As proxies do in their pages of errors; with what they do not even know. */
    private static String everything(StandIn.Request request) {
        return "<html>" + request.method() + " " + request.path() + "?" + request.query() + " "
                + new java.util.TreeMap<>(request.headers())
                + " " + own + "</html>";
    }

    private static void attempt(Call call) {
        try {
            call.run();
            System.out.println("done");
        } catch (IOException | RuntimeException e) {
            e.printStackTrace(System.out);
        }
    }

    private interface Call {
        void run() throws IOException;
    }
}
