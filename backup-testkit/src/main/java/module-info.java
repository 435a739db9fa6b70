/** Tests and stand-ins for authors of providers. */
module io.coffer.backup.testkit {
    exports io.coffer.backup.testkit;

    requires transitive io.coffer.backup;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;
}
