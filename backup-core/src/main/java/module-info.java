/** Coffer's public API, its service provider interfaces, and the engine behind them. */
module io.coffer.backup {
    exports io.coffer.backup;
    exports io.coffer.backup.model;
    exports io.coffer.backup.source;
    exports io.coffer.backup.spi;
    exports io.coffer.backup.spi.decorator;
    exports io.coffer.backup.spi.encryption;

    requires com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;
    requires org.slf4j;
    requires static transitive org.jspecify;

    uses io.coffer.backup.RepositoryBuilder;
    uses io.coffer.backup.spi.ObjectStoreProvider;
    uses io.coffer.backup.spi.PlatformFiles;

    provides io.coffer.backup.RepositoryBuilder with
            io.coffer.backup.internal.engine.EngineBuilder;
    provides io.coffer.backup.spi.ObjectStoreProvider with
            io.coffer.backup.spi.MemoryObjectStoreProvider;
    provides java.nio.file.spi.FileSystemProvider with
            io.coffer.backup.internal.filesystem.SnapshotProvider;
}
