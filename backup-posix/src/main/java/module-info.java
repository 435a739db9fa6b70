/** Native file attributes, through JNA. */
module io.coffer.backup.posix {
    requires transitive io.coffer.backup;
    requires com.sun.jna;
    requires static transitive org.jspecify;
}
