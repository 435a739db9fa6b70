package io.coffer.backup.store.azure;

import com.azure.core.credential.AzureSasCredential;
import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a store shows to Azure to be let in. A credential never stands in a URI, and {@link #toString()} shows only of
 * which kind it is.
 *
 * <p>Safe for use by many threads, and for many stores.
 */
public final class AzureCredentials {
    private static final String CONNECTION_STRING = "AZURE_STORAGE_CONNECTION_STRING";
    private static final String KEY = "AZURE_STORAGE_KEY";
    private static final String SAS_TOKEN = "AZURE_STORAGE_SAS_TOKEN";

    private final String kind;
    private final @Nullable ConnectionString connection;
    private final @Nullable Supplier<String> key;
    private final @Nullable Supplier<String> sas;
    private final @Nullable Supplier<TokenCredential> token;

    private AzureCredentials(
            String kind,
            @Nullable ConnectionString connection,
            @Nullable Supplier<String> key,
            @Nullable Supplier<String> sas,
            @Nullable Supplier<TokenCredential> token) {
        this.kind = kind;
        this.connection = connection;
        this.key = key;
        this.sas = sas;
        this.token = token;
    }

    /**
     * The first of these that the environment has: {@code AZURE_STORAGE_CONNECTION_STRING}, {@code AZURE_STORAGE_KEY}
     * (a key of the account), {@code AZURE_STORAGE_SAS_TOKEN}; and {@link #identity()} where it has none of them. The
     * names are those of Azure's own command line.
     *
     * @return the credentials
     * @throws IllegalArgumentException when the connection string cannot be read
     */
    public static AzureCredentials fromEnvironment() {
        return from(System.getenv());
    }

    static AzureCredentials from(Map<String, String> environment) {
        String connection = environment.getOrDefault(CONNECTION_STRING, "");
        String key = environment.getOrDefault(KEY, "");
        String sas = environment.getOrDefault(SAS_TOKEN, "");
        if (!connection.isBlank()) {
            return connectionString(connection);
        }
        if (!key.isBlank()) {
            return sharedKey(key.strip());
        }
        return sas.isBlank() ? identity() : sas(sas.strip());
    }

    /**
     * A connection string, as the portal shows it: with a key of the account, or with a shared access signature.
     *
     * @param value such as {@code AccountName=...;AccountKey=...}; what it says of the endpoint counts where the
     *     store is given none
     * @return the credentials
     * @throws IllegalArgumentException when it cannot be read; the message does not show it
     */
    public static AzureCredentials connectionString(String value) {
        ConnectionString parsed = ConnectionString.parse(Objects.requireNonNull(value, "value"));
        return new AzureCredentials(
                "connection string", parsed, supplier(parsed.accountKey()), supplier(parsed.sas()), null);
    }

    private static @Nullable Supplier<String> supplier(@Nullable String value) {
        return value == null ? null : () -> value;
    }

    /**
     * One of the two keys of the storage account. It permits everything in the account.
     *
     * @param value in Base64, as the portal shows it
     * @return the credentials
     */
    public static AzureCredentials sharedKey(String value) {
        Objects.requireNonNull(value, "value");
        return new AzureCredentials("shared key", null, () -> value, null, null);
    }

    /**
     * A shared access signature.
     *
     * @param token the part of a signed URL after the {@code ?}
     * @return the credentials
     */
    public static AzureCredentials sas(String token) {
        Objects.requireNonNull(token, "token");
        return sas(() -> token);
    }

    /**
     * A shared access signature that is renewed.
     *
     * @param token asked before each operation of a store, by many threads; gives the part of a signed URL after the
     *     {@code ?}
     * @return the credentials
     */
    public static AzureCredentials sas(Supplier<String> token) {
        Objects.requireNonNull(token, "token");
        return new AzureCredentials("shared access signature", null, null, token, null);
    }

    /**
     * What Azure's library finds: variables of the environment, a workload or managed identity, the login of a
     * developer's tools ({@code az login}). Nothing is looked for before the first request.
     *
     * @return the credentials
     */
    public static AzureCredentials identity() {
        return new AzureCredentials(
                "default identity", null, null, null, () -> new DefaultAzureCredentialBuilder().build());
    }

    /**
     * A credential of Microsoft Entra ID that the application made.
     *
     * @param credential from azure-identity, or the application's own
     * @return the credentials
     */
    public static AzureCredentials token(TokenCredential credential) {
        Objects.requireNonNull(credential, "credential");
        return new AzureCredentials("token", null, null, null, () -> credential);
    }

    /** The endpoint that comes with the credentials, or null. */
    @Nullable
    String endpoint() {
        return connection == null ? null : connection.endpoint();
    }

    /** The account that the credentials are for, or null when they do not say. */
    @Nullable
    String account() {
        return connection == null ? null : connection.accountName();
    }

    /** Whether what is sent could be used by anybody who reads the connection. */
    boolean needsEncryption() {
        return key == null;
    }

    /**
     * Gives them to a client.
     *
     * @param secrets learns what must not be shown
     * @return to be run before each operation
     */
    Runnable applyTo(BlobServiceClientBuilder client, String account, Secrets secrets) {
        if (key != null) {
            String value = key.get();
            secrets.add(value);
            client.credential(new StorageSharedKeyCredential(account, checkedKey(value)));
            return () -> {};
        }
        if (sas != null) {
            SasRenewal renewal = new SasRenewal(sas, secrets);
            client.credential(renewal.credential);
            return renewal;
        }
        client.credential(Objects.requireNonNull(token).get());
        return () -> {};
    }

    private static String checkedKey(String value) {
        try {
            Base64.getDecoder().decode(value);
            return value;
        } catch (IllegalArgumentException e) {
            // Without the cause: it may quote the key.
            throw new IllegalArgumentException(
                    "the key of the storage account is not Base64; copy it whole, as the portal shows it");
        }
    }

    @Override
    public String toString() {
        return kind;
    }

    /** Hands a new token on to the client. */
    private static final class SasRenewal implements Runnable {
        private final Supplier<String> source;
        private final Secrets secrets;
        private final AzureSasCredential credential;
        private volatile String current;

        SasRenewal(Supplier<String> source, Secrets secrets) {
            this.source = source;
            this.secrets = secrets;
            this.current = token();
            this.credential = new AzureSasCredential(current);
        }

        @Override
        public void run() {
            String next = token();
            if (!next.equals(current)) {
                credential.update(next);
                current = next;
            }
        }

        private String token() {
            String token = source.get();
            String plain = token.startsWith("?") ? token.substring(1) : token;
            if (!plain.contains("sig=") || plain.contains("://")) {
                throw new IllegalArgumentException("not a shared access signature: expected the part of a signed URL"
                        + " after the \"?\", with \"sig=\" in it");
            }
            secrets.addSignature(plain);
            return plain;
        }
    }
}
