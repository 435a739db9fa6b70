package io.coffer.backup.store.local;

import static io.coffer.backup.store.local.TestObjects.names;
import static io.coffer.backup.store.local.TestObjects.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        assertPath("file:/a%20b/50%25/q%3Fh%23", Path.of("/a b/50%/q?h#"));
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

    /** Containers often have no locale, and then Java has no path of a name with an umlaut. */
    @Test
    void pathsWorkInAnyLocale() throws Exception {
        for (String path : new String[] {directory + "/für alle", "über/50%"}) {
            String encoded = new URI(null, null, path, null).toASCIIString();
            assertThat(openInLocaleC(encoded)).endsWith(encoded);
        }
        assertThat(Path.of(URI.create(directory.toUri() + "f%C3%BCr%20alle/a"))).hasSize(1);
        assertThat(Path.of(URI.create(directory.toUri() + "%C3%BCber/50%25/a"))).hasSize(1);
    }

    /** Gives the location of the store that another program opened by its plain path. */
    private String openInLocaleC(String encoded) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlainPathOpener.class.getName(),
                        encoded)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).isZero();
        return output.strip();
    }

    /** Its argument is encoded, because those of a program suffer from the locale too. */
    static final class PlainPathOpener {
        private PlainPathOpener() {}

        public static void main(String[] arguments) throws Exception {
            try (ObjectStore store = ObjectStores.open(URI.create(arguments[0]).getPath())) {
                put(store, "a", 1);
                System.out.println(store.location());
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
        String relative = Path.of("").toAbsolutePath().relativize(directory) + "/caf%E9%FF";
        for (String same : List.of(uri, uri.replace("file:///", "file:/"), "file:" + relative)) {
            try (ObjectStore store = ObjectStores.open(same)) {
                assertThat(names(store)).as(same).containsExactly("a");
            }
        }
    }
}
