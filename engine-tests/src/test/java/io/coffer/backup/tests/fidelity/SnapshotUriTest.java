package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The URI of a path in a snapshot must lead back to it as long as its file system is open, and not after that. */
@EnabledOnOs(OS.LINUX)
class SnapshotUriTest {
    @TempDir
    private Path directory;

    private Vault vault;
    private Snapshot made;
    private FileSystem snapshot;

    @BeforeEach
    void backUp() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source/a b"));
        Files.writeString(source.resolve("100% #1?.txt"), "hello");
        try (FileSystem zip = FileSystems.newFileSystem(source.resolve("x.zip"), Map.of("create", "true"))) {
            Files.writeString(zip.getPath("/inside"), "zipped");
        }
        Shell.bash(source, "printf x > $'not\\xffutf8'; printf y > $'\\xc3\\xa4'");
        vault = new Vault(directory);
        made = vault.backup(source.getParent());
        snapshot = made.fileSystem();
    }

    @AfterEach
    void close() throws IOException {
        snapshot.close();
        vault.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/b",
                "/a/../b/.",
                "/a b/100% #1?.txt",
                "/%2f%00",
                "/\u00e4/a\u0308",
                "/\ud83d\ude00",
                "/~:@!$&'()*+,;=[]|\\\"",
                "/not\udcffutf8",
                "/\udc80\udcff",
                "/\t\n\u007f"
            })
    void leadsBackToThePath(String text) {
        Path path = snapshot.getPath(text);
        assertThat(path).hasToString(text);
        assertThat(Path.of(path.toUri())).isEqualTo(path);
        assertThat(path.toUri()).hasScheme("coffer-snapshot");
        assertThat(URI.create(path.toUri().toString())).isEqualTo(path.toUri());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "../a b"})
    void isThatOfTheAbsolutePath(String text) {
        Path path = snapshot.getPath(text);
        assertThat(Path.of(path.toUri())).isEqualTo(path.toAbsolutePath());
        assertThat(path.toUri()).isEqualTo(path.toAbsolutePath().toUri());
    }

    @Test
    void allThatIsThereCanBeReadByItsUri() throws IOException {
        try (Stream<Path> paths = Files.walk(snapshot.getPath("/"))) {
            for (Path path : paths.toList()) {
                Path again = Path.of(path.toUri());
                assertThat(again).isEqualTo(path);
                if (Files.isRegularFile(again)) {
                    assertThat(Files.mismatch(path, again)).isEqualTo(-1);
                }
            }
        }
        URI uri = snapshot.getPath("/a b").toUri();
        assertThat(Files.readString(Path.of(uri.resolve("a%20b/100%25%20%231%3f.txt"))))
                .isEqualTo("hello");
        assertThat(Files.readString(Path.of(uri.resolve("a%20b/%c3%a4")))).isEqualTo("y");
        assertThat(Files.readString(Path.of(URI.create(uri + "/\u00e4")))).isEqualTo("y");
    }

    @Test
    void leadsToItsOwnFileSystemAndNoOther() throws IOException {
        Path path = snapshot.getPath("/a b");
        try (FileSystem other = made.fileSystem()) {
            Path same = other.getPath("/a b");
            assertThat(same.toUri()).isNotEqualTo(path.toUri());
            assertThat(Path.of(same.toUri())).isEqualTo(same).isNotEqualTo(path);
            assertThat(FileSystems.getFileSystem(path.toUri())).isSameAs(snapshot);
            assertThat(FileSystems.getFileSystem(same.toUri())).isSameAs(other);
        }
        assertThat(Path.of(path.toUri())).isEqualTo(path);
    }

    @Test
    void leadsNowhereOnceTheFileSystemIsClosed() throws IOException {
        Path path = snapshot.getPath("/a b");
        URI before = path.toUri();
        snapshot.close();
        assertThatThrownBy(() -> Path.of(before))
                .isInstanceOf(FileSystemNotFoundException.class)
                .hasMessageContaining(made.id());
        assertThat(path.toUri()).isEqualTo(before);
        assertThatThrownBy(() -> Path.of(before)).isInstanceOf(FileSystemNotFoundException.class);
        assertThatThrownBy(() -> FileSystems.getFileSystem(before)).isInstanceOf(FileSystemNotFoundException.class);
    }

    @Test
    void doesNotKeepAFileSystemThatNobodyHas() throws Exception {
        FileSystem forgotten = made.fileSystem();
        URI uri = forgotten.getPath("/a b").toUri();
        WeakReference<FileSystem> reference = new WeakReference<>(forgotten);
        forgotten = null;
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(reference.get()).isNull();
        assertThatThrownBy(() -> Path.of(uri)).isInstanceOf(FileSystemNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffer-snapshot:a", "coffer-snapshot:/a", "%s?a", "%s#a", "coffer-snapshot://x"})
    void mustBeOfAPath(String text) {
        URI uri = URI.create(
                text.contains("%s") ? text.formatted(snapshot.getPath("/a").toUri()) : text);
        assertThatThrownBy(() -> Path.of(uri)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofAnotherIsNotFound() {
        URI uri = snapshot.getPath("/").toUri();
        URI noNumber = URI.create("coffer-snapshot://" + made.id() + "/");
        URI otherNumber = URI.create(uri.toString().replaceAll("[.]\\d+/", ".0/"));
        URI otherSnapshot = URI.create(uri.toString().replace(made.id(), "0".repeat(64)));
        for (URI other : new URI[] {noNumber, otherNumber, otherSnapshot}) {
            assertThatThrownBy(() -> Path.of(other)).isInstanceOf(FileSystemNotFoundException.class);
        }
        URI zero = URI.create(uri + "a%00");
        assertThatThrownBy(() -> Path.of(zero)).isInstanceOf(InvalidPathException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\ud800", "/\udcc3\udca4", "\udc7f"})
    void textThatIsNoNameIsNoPath(String text) {
        assertThatThrownBy(() -> snapshot.getPath(text)).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void opensNoSnapshot() {
        URI uri = snapshot.getPath("/").toUri();
        assertThatThrownBy(() -> FileSystems.newFileSystem(uri, Map.of()))
                .isInstanceOf(ProviderNotFoundException.class);
    }

    @Test
    void isNotInTheWayOfOtherProviders() throws IOException {
        Path zip = snapshot.getPath("/a b/x.zip");
        try (FileSystem inside = FileSystems.newFileSystem(zip)) {
            assertThat(Files.readString(inside.getPath("/inside"))).isEqualTo("zipped");
        }
        try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of())) {
            assertThat(Files.readString(inside.getPath("/inside"))).isEqualTo("zipped");
        }
        assertThatThrownBy(() -> FileSystems.newFileSystem(snapshot.getPath("/a b/\u00e4")))
                .isInstanceOf(ProviderNotFoundException.class);
        Path plain = Files.writeString(directory.resolve("plain"), "x");
        assertThatThrownBy(() -> FileSystems.newFileSystem(plain)).isInstanceOf(ProviderNotFoundException.class);
    }
}
