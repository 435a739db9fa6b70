// The SDK's modules have no descriptors, and one of its types stands in the builder; and S3 is called S3.
/** Object stores in S3 buckets. */
@SuppressWarnings({"module", "requires-transitive-automatic"})
module io.coffer.backup.store.s3 {
    exports io.coffer.backup.store.s3;

    requires transitive io.coffer.backup;
    requires static transitive org.jspecify;
    requires transitive software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.apache5;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.profiles;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries.api;
    requires software.amazon.awssdk.services.s3;
    requires software.amazon.awssdk.utils;

    provides io.coffer.backup.spi.ObjectStoreProvider with
            io.coffer.backup.store.s3.S3ObjectStoreProvider;
}
