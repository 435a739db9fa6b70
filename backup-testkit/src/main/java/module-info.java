/** Tests and stand-ins for authors of providers. */
module io.coffer.backup.testkit {
    exports io.coffer.backup.testkit;

    // JUnit calls the tests, whose methods are protected.
    opens io.coffer.backup.testkit;

    requires transitive io.coffer.backup;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires org.junit.platform.launcher;
    requires static transitive org.jspecify;

    uses io.coffer.backup.spi.ObjectStoreProvider;
}
