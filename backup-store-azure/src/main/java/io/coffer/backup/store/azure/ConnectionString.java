package io.coffer.backup.store.azure;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection string of a storage account, taken apart.
 *
 * @param accountName whose, or null when it does not say
 * @param accountKey a key, or null when it has a signature
 * @param sas a shared access signature, or null when it has a key
 * @param endpoint of the blob service, or null when it does not say
 */
record ConnectionString(
        @Nullable String accountName,
        @Nullable String accountKey,
        @Nullable String sas,
        @Nullable String endpoint) {

    static ConnectionString parse(String text) {
        Map<String, String> settings = new HashMap<>();
        for (String setting : text.strip().split(";")) {
            int equals = setting.indexOf('=');
            if (!setting.isBlank() && equals > 0) {
                String name = setting.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                settings.put(name, setting.substring(equals + 1).strip());
            } else if (!setting.isBlank()) {
                throw refused("a part of it is not of the form name=value");
            }
        }
        String account = settings.get("accountname");
        String key = settings.get("accountkey");
        String sas = settings.get("sharedaccesssignature");
        if (key == null && sas == null) {
            throw refused("it has neither AccountKey nor SharedAccessSignature");
        }
        // As Azure's own tools do: the key, which permits more, counts.
        return new ConnectionString(account, key, key == null ? sas : null, endpoint(settings, account));
    }

    private static @Nullable String endpoint(Map<String, String> settings, @Nullable String account) {
        String endpoint = settings.get("blobendpoint");
        if (endpoint != null) {
            return endpoint;
        }
        String suffix = settings.get("endpointsuffix");
        if (suffix == null || account == null) {
            return null;
        }
        return settings.getOrDefault("defaultendpointsprotocol", "https") + "://" + account + ".blob." + suffix;
    }

    private static IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("not a connection string of a storage account: " + reason
                + "; expected AccountName=...;AccountKey=... or BlobEndpoint=...;SharedAccessSignature=...,"
                + " as the portal shows it");
    }

    /** Without what it holds. */
    @Override
    public String toString() {
        return "connection string";
    }
}
