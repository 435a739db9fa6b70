/** Object stores in containers of Azure Blob Storage. */
module io.coffer.backup.store.azure {
    exports io.coffer.backup.store.azure;

    requires com.azure.core.http.jdk.httpclient;
    requires com.azure.identity;
    requires java.net.http;
    requires org.reactivestreams;
    requires reactor.core;
    requires transitive com.azure.core;
    requires transitive com.azure.storage.blob;
    requires transitive io.coffer.backup;
    requires static transitive org.jspecify;

    provides io.coffer.backup.spi.ObjectStoreProvider with
            io.coffer.backup.store.azure.AzureObjectStoreProvider;
}
