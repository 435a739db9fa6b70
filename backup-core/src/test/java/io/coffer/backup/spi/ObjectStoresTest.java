package io.coffer.backup.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoresTest {
    private static final List<URI> OPENED = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path directory;

    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();

    @BeforeEach
    void forget() {
        OPENED.clear();
    }

    @AfterEach
    void restoreContextClassLoader() {
        thread.setContextClassLoader(before);
    }

    @Test
    void memoryIsAlwaysThere() throws Exception {
        try (ObjectStore store = ObjectStores.open("memory:always")) {
            assertThat(store).isInstanceOf(MemoryObjectStore.class);
            assertThat(store.location()).isEqualTo("memory:always");
        }
    }

    @Test
    void schemeMayBeInUpperCase() throws Exception {
        try (ObjectStore store = ObjectStores.open("MEMORY:Upper")) {
            assertThat(store.location()).isEqualTo("memory:Upper");
        }
    }

    @Test
    void noContextClassLoaderIsNeeded() throws Exception {
        thread.setContextClassLoader(null);
        ObjectStores.open("memory:none").close();
    }

    @Test
    void missingModuleIsNamed() {
        assertUnknown(
                "s3://bucket/prefix?region=eu",
                "s3",
                "cannot open the store s3://bucket/prefix?region=***: no provider for the scheme \"s3\"; schemes"
                        + " that are there: memory; add the module io.coffer:backup-store-s3 to the class path or"
                        + " module path");
        for (String[] known : new String[][] {
            {"file:/x", "backup-store-local"},
            {"azblob:x", "backup-store-azure"},
            {"cloudinary:x", "backup-store-cloudinary"}
        }) {
            assertThatThrownBy(() -> ObjectStores.open(known[0]))
                    .hasMessageContaining("add the module io.coffer:" + known[1]);
        }
    }

    @Test
    void unknownSchemeIsExplained() {
        assertUnknown(
                "ftp://joe:secret@host/x",
                "ftp",
                "cannot open the store ftp://***@host/x: no provider for the scheme \"ftp\"; schemes that are there:"
                        + " memory; a provider of your own must be registered for ServiceLoader as"
                        + " io.coffer.backup.spi.ObjectStoreProvider");
    }

    private static void assertUnknown(String uri, String scheme, String message) {
        UnknownStoreException unknown = catchThrowableOfType(UnknownStoreException.class, () -> ObjectStores.open(uri));
        assertThat(unknown).hasMessage(message);
        assertThat(unknown.scheme()).isEqualTo(scheme);
    }

    @Test
    void providerOfTheContextClassLoaderIsFoundOnce() throws Exception {
        install(FileProvider.class.getName() + "\n" + MemoryObjectStoreProvider.class.getName());
        assertThatThrownBy(() -> ObjectStores.open("s3://x"))
                .hasMessageContaining("schemes that are there: file, memory; add");
        ObjectStores.open("file:/x").close();
        assertThat(OPENED).containsExactly(URI.create("file:/x"));
    }

    @Test
    void brokenProviderIsNamedAndHidesNoOther() throws Exception {
        install("no.such.Provider\n" + FileProvider.class.getName());
        ObjectStores.open("file:/x").close();
        UnknownStoreException unknown =
                catchThrowableOfType(UnknownStoreException.class, () -> ObjectStores.open("s3://x"));
        assertThat(unknown)
                .hasMessageContaining("file, memory")
                .hasMessageContaining("a provider could not be loaded: ")
                .hasMessageContaining("no.such.Provider");
        assertThat(unknown.getSuppressed()).hasSize(1);
    }

    @Test
    void classLoaderThatCannotBeReadIsNoEndlessLoop() {
        thread.setContextClassLoader(new ClassLoader(before) {
            @Override
            public java.util.Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("unreadable");
            }
        });
        assertThatThrownBy(() -> ObjectStores.open("s3://x")).isInstanceOf(UnknownStoreException.class);
    }

    @Test
    void pathsAreFileUris() throws Exception {
        install(FileProvider.class.getName());
        String here = Path.of("").toAbsolutePath().toUri().toString();
        assertOpens("/backups/my laptop", "file:///backups/my%20laptop");
        assertOpens("/backups/50% a?b#c@d", "file:///backups/50%25%20a%3Fb%23c@d");
        assertOpens("some/new:dir", here + "some/new:dir");
        assertOpens("x", here + "x");
        assertOpens("C:\\x", Path.of("C:\\x").toUri().toString());
        assertOpens("file:relative/dir", "file:relative/dir");
        assertOpens("FILE:/x", "file:/x");
    }

    @Test
    void uriWithoutSchemeIsAFile() throws Exception {
        install(FileProvider.class.getName());
        ObjectStores.open(new URI("some/dir%20x")).close();
        ObjectStores.open(new URI("/some/dir#fragment")).close();
        assertThat(OPENED).containsExactly(URI.create("file:some/dir%20x"), URI.create("file:/some/dir#fragment"));
    }

    private static void assertOpens(String location, String expected) throws IOException {
        OPENED.clear();
        ObjectStores.open(location).close();
        assertThat(OPENED).extracting(URI::toString).containsExactly(expected);
    }

    @Test
    void whatCannotBeReadIsNotShown() {
        assertThatThrownBy(() -> ObjectStores.open("s3://key:sec ret@bucket"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                // Where it is, JDKs say differently.
                .hasMessageMatching("not a valid URI: \"s3:\\.\\.\\.\": Illegal character in authority at index [0-9]+;"
                        + " write special characters percent-encoded \\(a space is %20\\), or a local directory as a"
                        + " plain path");
    }

    @Test
    void emptyLocationAndTildeAreRefused() {
        assertThatThrownBy(() -> ObjectStores.open(" "))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file:/backups/laptop");
        assertThatThrownBy(() -> ObjectStores.open("~/backups"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write the whole path: \"" + System.getProperty("user.home") + "/backups\"");
    }

    /** Makes providers visible to the context class loader only. */
    private void install(String lines) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(ObjectStoreProvider.class.getName()), lines);
        thread.setContextClassLoader(
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before));
    }

    /** Stands in for the local store. */
    public static final class FileProvider implements ObjectStoreProvider {
        @Override
        public Set<String> schemes() {
            return Set.of("file");
        }

        @Override
        public ObjectStore open(URI uri) {
            OPENED.add(uri);
            return new MemoryObjectStore("memory:file", Clock.systemUTC());
        }
    }
}
