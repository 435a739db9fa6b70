/** What Java alone cannot keep of a file, through JNA: see {@link io.coffer.backup.posix}. */
module io.coffer.backup.posix {
    exports io.coffer.backup.posix;

    requires transitive io.coffer.backup;
    requires com.sun.jna;
    // For JNA, which has no module descriptor to say so.
    requires java.logging;
    requires org.slf4j;
    requires static transitive org.jspecify;

    provides io.coffer.backup.spi.PlatformFiles with
            io.coffer.backup.posix.PosixFiles;
}
