/** Coffer's public API, its service provider interfaces, and the engine behind them. */
module io.coffer.backup {
    requires com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;
    requires org.slf4j;
    requires static transitive org.jspecify;
}
