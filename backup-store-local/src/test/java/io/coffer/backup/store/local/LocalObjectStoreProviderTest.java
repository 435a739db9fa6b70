package io.coffer.backup.store.local;

import static io.coffer.backup.store.local.TestObjects.names;
import static io.coffer.backup.store.local.TestObjects.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreProviderTest {
    @TempDir
    Path directory;

    @Test
    void urisAreDirectories() {
        Path here = Path.of("").toAbsolutePath();
        assertPath("file:/backups/laptop", Path.of("/backups/laptop"));
        assertPath("file:/backups/laptop/", Path.of("/backups/laptop"));
        assertPath("file:///backups/laptop", Path.of("/backups/laptop"));
        assertPath("file:/a%20b/50%25/%C3%A4/q%3Fh%23", Path.of("/a b/50%/ä/q?h#"));
        assertPath("file:/a@b/c", Path.of("/a@b/c"));
        assertPath("file:relative/dir", here.resolve("relative/dir"));
        assertPath("file:x", here.resolve("x"));
        assertPath("file:../x", here.resolve("../x"));
        assertPath("file:a:b", here.resolve("a:b"));
        assertPath("file:a%20b", here.resolve("a b"));
    }

    private static void assertPath(String uri, Path expected) {
        assertThat(LocalObjectStoreProvider.toPath(URI.create(uri))).as(uri).isEqualTo(expected);
    }

    @Test
    void otherUrisAreRefused() {
        assertRefused(
                "file://backups/laptop",
                "not the location of a local store: file://backups/laptop: after \"file://\" comes the name of a host,"
                        + " not a directory; expected file:/backups/laptop, file:///backups/laptop or"
                        + " file:relative/directory");
        assertRefused(
                "file:/backups?fsync=secret",
                "not the location of a local store: file:/backups?fsync=***: a directory has no \"?\" and no \"#\" (in"
                        + " a name they are %3F and %23); expected");
        assertRefused("file:/backups#1", "file:/backups#***: a directory has no");
        assertRefused("file:relative?x", "file:relative?***: a directory has no");
        assertRefused("file:relative#x", "file:relative#***: a directory has no");
        assertRefused("file:/nul%00", "not the location of a local store: file:/nul%00: ");
        assertRefused("s3://bucket", "its scheme is not \"file\"");
    }

    private static void assertRefused(String uri, String message) {
        assertThatThrownBy(() -> new LocalObjectStoreProvider().open(URI.create(uri)))
                .as(uri)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void uriAndPathOpenTheSameDirectory() throws Exception {
        Path root = directory.resolve("my laptop");
        try (ObjectStore store = ObjectStores.open(root.toString())) {
            assertThat(store).isInstanceOf(LocalObjectStore.class);
            put(store, "a", 1);
        }
        for (String uri : new String[] {
            root.toUri().toString(),
            "file:" + root.toUri().getRawPath(),
            "file:" + Path.of("").toAbsolutePath().relativize(root).toString().replace(" ", "%20")
        }) {
            try (ObjectStore store = ObjectStores.open(uri)) {
                assertThat(names(store)).as(uri).containsExactly("a");
                assertThat(store.location()).as(uri).endsWith("my%20laptop");
            }
        }
    }

    @Test
    void namesThatAreNotUtf8AreKept() throws Exception {
        String uri = directory.toUri() + "caf%E9%FF";
        try (ObjectStore store = ObjectStores.open(uri)) {
            put(store, "a", 1);
            assertThat(store.location()).isEqualTo(uri);
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.toUri().toString())).containsExactly(uri + "/");
        }
        try (ObjectStore store = ObjectStores.open(uri)) {
            assertThat(names(store)).containsExactly("a");
        }
    }
}
