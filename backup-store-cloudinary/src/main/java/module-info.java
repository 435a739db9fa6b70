/** Object stores in Cloudinary. */
module io.coffer.backup.store.cloudinary {
    exports io.coffer.backup.store.cloudinary;

    requires transitive io.coffer.backup;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires org.slf4j;

    provides io.coffer.backup.spi.ObjectStoreProvider with
            io.coffer.backup.store.cloudinary.CloudinaryObjectStoreProvider;
}
