/** Object stores in directories of a file system. */
module io.coffer.backup.store.local {
    exports io.coffer.backup.store.local;

    requires transitive io.coffer.backup;
    requires static transitive org.jspecify;

    provides io.coffer.backup.spi.ObjectStoreProvider with
            io.coffer.backup.store.local.LocalObjectStoreProvider;
}
