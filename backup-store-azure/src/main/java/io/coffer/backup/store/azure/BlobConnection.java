package io.coffer.backup.store.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.util.ClientOptions;
import com.azure.storage.blob.BlobAsyncClient;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A container as this store reaches it: the client of Azure's library, and what all of its users need. */
final class BlobConnection {
    /** The largest number of blocks that Azure commits. */
    private static final long MOST_BLOCKS = 50_000;

    private final BlobContainerAsyncClient client;
    private final Runnable renewal;
    private final String location;
    private final BlobNames names;
    private final Failures failures;
    private final boolean createContainer;
    private volatile boolean seen;

    final Settings settings;

    BlobConnection(AzureObjectStoreBuilder builder) {
        this.settings = builder.settings();
        String account = require(builder.account, "account");
        String container = require(builder.container, "container");
        AzureCredentials credentials =
                builder.credentials == null ? AzureCredentials.fromEnvironment() : builder.credentials;
        if (credentials.account() != null && !credentials.account().equals(account)) {
            throw new IllegalArgumentException("the connection string is for the storage account "
                    + credentials.account() + ", and the store is in the account " + account
                    + "; use the connection string of that account");
        }
        String endpoint = endpoint(builder.endpoint, account, credentials);
        if (credentials.needsEncryption() && !Endpoint.isPrivate(endpoint)) {
            throw new IllegalArgumentException(
                    "a " + credentials + " must not be sent to " + endpoint + " without encryption; use https");
        }
        Secrets secrets = new Secrets();
        BlobServiceClientBuilder service = new BlobServiceClientBuilder()
                .endpoint(endpoint)
                .httpClient(http(builder))
                .clientOptions(new ClientOptions().setApplicationId("coffer"))
                // Whatever the environment says: what servers write may hold anything.
                .httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE))
                // Trying again is a decorator's affair, and the library counts the first try.
                .retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Integer) null, null, null, null));
        if (builder.encryptionScope != null) {
            service.encryptionScope(builder.encryptionScope);
        }
        if (builder.customerProvidedKey != null) {
            secrets.add(builder.customerProvidedKey.getKey());
            service.customerProvidedKey(builder.customerProvidedKey);
        }
        this.renewal = credentials.applyTo(service, account, secrets);
        this.client = service.buildAsyncClient().getBlobContainerAsyncClient(container);
        this.names = new BlobNames(builder.prefix);
        this.location = location(account, container, builder.prefix);
        this.failures = new Failures(location, container, secrets, settings.clock());
        this.createContainer = builder.createContainer;
    }

    private static String require(@Nullable String value, String what) {
        if (value == null) {
            throw new IllegalStateException("the " + what + " of the store is not set");
        }
        return value;
    }

    private static String endpoint(@Nullable String set, String account, AzureCredentials credentials) {
        if (set != null) {
            return set;
        }
        String known = credentials.endpoint();
        return known == null ? "https://" + account + ".blob.core.windows.net" : Endpoint.check(known);
    }

    private static HttpClient http(AzureObjectStoreBuilder builder) {
        return builder.httpClient == null ? HttpClients.create(builder.timeout) : builder.httpClient;
    }

    private static String location(String account, String container, String prefix) {
        String plain = prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1);
        try {
            return new java.net.URI(AzureUri.SCHEME, account, "/" + container + plain, null, null).toASCIIString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalArgumentException("the prefix cannot stand in a URI", e);
        }
    }

    String location() {
        return location;
    }

    BlobNames names() {
        return names;
    }

    Failures failures() {
        return failures;
    }

    BlobContainerAsyncClient container() {
        return client;
    }

    BlobAsyncClient blob(String name) {
        return client.getBlobAsyncClient(names.blob(name));
    }

    long maximumObjectSize() {
        return Math.max(settings.singlePutLimit(), settings.blockSize() * MOST_BLOCKS);
    }

    /** To be called at the start of each operation. */
    void renewCredentials() {
        renewal.run();
    }

    /** Whether this store knows that the container is there. To be asked before a request, for {@link #isNotMadeYet}. */
    boolean isSeen() {
        return seen;
    }

    void setSeen() {
        seen = true;
    }

    /** Waits for an answer of the container, and remembers that it is there. */
    <T> @Nullable T await(Mono<T> answer) {
        try {
            T value = QuietCancellation.of(answer).block();
            seen = true;
            return value;
        } catch (RuntimeException e) {
            if (Failures.isNotFound(e)) {
                seen = true;
            }
            throw e;
        }
    }

    /** The same for an answer that has a value. */
    <T> T awaitValue(Mono<T> answer) {
        return Objects.requireNonNull(await(answer), "the answer has no value");
    }

    /**
     * Tells whether the failure means that nothing was ever stored: the container is not there, this store has not seen
     * it, and a put would make it.
     *
     * @param seenBefore whether it knew the container when the request began: another thread may have made it since
     */
    boolean isNotMadeYet(Throwable failure, boolean seenBefore) {
        return createContainer && !seenBefore && Failures.isContainerNotFound(failure);
    }

    /** Makes the container, closed to the public, unless somebody else did. */
    void makeContainer() {
        await(client.createIfNotExists());
    }
}
