/** Encryption: see {@link io.coffer.backup.crypto}. */
module io.coffer.backup.crypto {
    exports io.coffer.backup.crypto;
    exports io.coffer.backup.crypto.openpgp;

    requires transitive io.coffer.backup;
    requires org.bouncycastle.pg;
    requires org.bouncycastle.provider;
    requires static transitive org.jspecify;
}
