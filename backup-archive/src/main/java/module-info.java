/** Snapshots as archives, and archives as sources: see {@link io.coffer.backup.archive}. */
module io.coffer.backup.archive {
    exports io.coffer.backup.archive;

    requires transitive io.coffer.backup;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires org.slf4j;
    requires org.tukaani.xz;
    requires static transitive org.jspecify;
}
