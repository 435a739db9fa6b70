package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Node;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extended attributes in a snapshot must be what the JDK shows of the file that it was taken of. */
@EnabledOnOs(OS.LINUX)
class SnapshotUserAttributesTest {
    @TempDir
    private Path directory;

    private Path source;
    private Vault vault;
    private Snapshot made;
    private FileSystem snapshot;

    @BeforeEach
    void backUp() throws IOException {
        Shell.requireCommands("setfattr", "setfacl");
        source = Files.createDirectories(directory.resolve("source"));
        Files.createDirectory(source.resolve("dir"));
        for (String name : new String[] {"file", "plain", "other"}) {
            Files.writeString(source.resolve(name), "data");
        }
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        Shell.bash(source, """
                setfattr -n user.note -v hello file; setfattr -n user.empty file
                setfattr -n user.binary -v 0x00ff0a5c00 file; setfattr -n $'user.\\xc3\\xa4' -v umlaut file
                setfattr -n user.of -v root .; setfattr -n user.of -v dir dir
                setfacl -m u:nobody:r other
                """);
        vault = new Vault(directory);
        made = vault.backup(source);
        snapshot = made.fileSystem();
    }

    @AfterEach
    void close() throws IOException {
        if (vault != null) {
            vault.close();
        }
    }

    private static UserDefinedFileAttributeView view(Path path, LinkOption... options) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, options);
    }

    private static Map<String, String> values(Map<String, Object> attributes) {
        Map<String, String> values = new TreeMap<>();
        attributes.forEach((name, value) -> values.put(name, new String((byte[]) value, StandardCharsets.ISO_8859_1)));
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "plain", "other", "link", "dir", ""})
    void areThoseThatTheJdkShowsOfTheFile(String name) throws IOException {
        Path real = source.resolve(name);
        Path kept = snapshot.getPath("/" + name);
        assertThat(view(kept).name()).isEqualTo(view(real).name());
        assertThat(view(kept).list())
                .containsExactlyInAnyOrderElementsOf(view(real).list());
        assertThat(values(Files.readAttributes(kept, "user:*")))
                .isEqualTo(values(Files.readAttributes(real, "user:*")))
                .hasSameSizeAs(view(real).list());
        for (String attribute : view(real).list()) {
            byte[] value = (byte[]) Files.getAttribute(real, "user:" + attribute);
            assertThat(Files.getAttribute(kept, "user:" + attribute)).isEqualTo(value);
            assertThat(view(kept).size(attribute)).isEqualTo(value.length);
            ByteBuffer buffer = ByteBuffer.allocate(value.length + 3).position(2);
            assertThat(view(kept).read(attribute, buffer)).isEqualTo(value.length);
            assertThat(buffer.position()).isEqualTo(2 + value.length);
            assertThat(buffer.slice(2, value.length)).isEqualTo(ByteBuffer.wrap(value));
        }
    }

    @Test
    void onlyThoseOfUsersAreInTheView() throws IOException {
        Node file = made.find("other");
        Shell.require(!file.extendedAttributes().isEmpty(), "access control lists");
        assertThat(view(snapshot.getPath("other")).list()).isEmpty();
    }

    @Test
    void someCanBeAskedFor() throws IOException {
        Path file = snapshot.getPath("file");
        assertThat(values(Files.readAttributes(file, "user:note,empty")))
                .isEqualTo(values(Files.readAttributes(source.resolve("file"), "user:note,empty")))
                .containsOnlyKeys("note", "empty");
        byte[] value = (byte[]) Files.getAttribute(file, "user:note");
        value[0] = 'j';
        assertThat(Files.getAttribute(file, "user:note")).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotThereFailsAsOnLinux(boolean kept) {
        Path file = kept ? snapshot.getPath("/file") : source.resolve("file");
        assertThatThrownBy(() -> view(file).size("none"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("'none'");
        assertThatThrownBy(() -> view(file).read("none", ByteBuffer.allocate(9)))
                .isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> view(file).read("note", ByteBuffer.allocate(4)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("'note'");
        assertThatThrownBy(() -> view(file).read("note", ByteBuffer.allocate(0)))
                .isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> view(file).read("note", ByteBuffer.allocate(9).asReadOnlyBuffer()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Files.getAttribute(file, "user:none")).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> Files.getAttribute(file, "user:")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> view(file.resolveSibling("none")).list()).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aLinkItselfHasNone() throws IOException {
        assertThat(view(snapshot.getPath("link"), LinkOption.NOFOLLOW_LINKS).list())
                .isEmpty();
    }

    @Test
    void noneCanBeChanged() {
        Path file = snapshot.getPath("file");
        assertThatThrownBy(() -> view(file).write("note", ByteBuffer.allocate(1)))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> view(file).delete("note")).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.setAttribute(file, "user:note", new byte[1]))
                .isInstanceOf(ReadOnlyFileSystemException.class);
    }

    @Test
    void fileSystemAndStoreNameTheView() throws IOException {
        assertThat(snapshot.supportedFileAttributeViews()).contains("user");
        FileStore store = Files.getFileStore(snapshot.getPath("file"));
        assertThat(store.supportsFileAttributeView("user")).isTrue();
        assertThat(store.supportsFileAttributeView(UserDefinedFileAttributeView.class))
                .isTrue();
    }

    @Test
    void aBackupOfASnapshotKeepsThem() throws IOException {
        Snapshot again = vault.repository()
                .backup(Source.directory(snapshot.getPath("/")))
                .run();
        assertThat(again.find("file").extendedAttributes())
                .containsOnlyKeys("user.note", "user.empty", "user.binary", "user.\u00e4")
                .containsEntry("user.note", "hello".getBytes(StandardCharsets.UTF_8));
        assertThat(again.find("dir").extendedAttributes()).containsOnlyKeys("user.of");
    }
}
