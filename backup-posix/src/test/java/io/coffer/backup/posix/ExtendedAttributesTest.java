package io.coffer.backup.posix;

import static io.coffer.backup.posix.Requirements.require;
import static io.coffer.backup.posix.Requirements.requireAttribute;
import static io.coffer.backup.posix.Requirements.requireRoot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class ExtendedAttributesTest {
    private final PosixFiles posix = new PosixFiles();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        assertThat(posix.supports(directory)).isTrue();
        file = Files.createFile(directory.resolve("file"));
    }

    @Test
    void fileWithoutAttributes() throws IOException {
        assertThat(readWithoutLabels(file)).isEmpty();
    }

    @Test
    void roundTripOnFile() throws IOException {
        requireAttribute(file, "user.probe");
        byte[] binary = HexFormat.of().parseHex("00ff0a0080000d00");
        posix.setExtendedAttribute(file, "user.binary", binary);
        posix.setExtendedAttribute(file, "user.empty", new byte[0]);
        posix.setExtendedAttribute(file, "user.n\u00e4me \u65e5\u672c", new byte[] {1});
        Map<String, byte[]> attributes = readWithoutLabels(file);
        assertThat(attributes).containsOnlyKeys("user.binary", "user.empty", "user.n\u00e4me \u65e5\u672c");
        assertThat(attributes.get("user.binary")).isEqualTo(binary);
        assertThat(attributes.get("user.empty")).isEmpty();
        assertThat(List.copyOf(posix.extendedAttributes(file).keySet())).isSorted();
    }

    @Test
    void replacesValue() throws IOException {
        requireAttribute(file, "user.probe");
        posix.setExtendedAttribute(file, "user.note", new byte[100]);
        posix.setExtendedAttribute(file, "user.note", new byte[] {7});
        assertThat(readWithoutLabels(file).get("user.note")).containsExactly(7);
    }

    @Test
    void agreesWithJava() throws IOException {
        requireAttribute(file, "user.probe");
        posix.setExtendedAttribute(file, "user.note", new byte[] {1, 2, 3});
        assertThat((byte[]) Files.getAttribute(file, "user:note")).containsExactly(1, 2, 3);
        Files.setAttribute(file, "user:other", new byte[] {4});
        assertThat(readWithoutLabels(file).get("user.other")).containsExactly(4);
    }

    @Test
    void roundTripOnDirectory() throws IOException {
        requireAttribute(directory, "user.probe");
        posix.setExtendedAttribute(directory, "user.note", new byte[] {1});
        assertThat(readWithoutLabels(directory).get("user.note")).containsExactly(1);
        assertThat(readWithoutLabels(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trusted.coffer", "security.coffer"})
    void linkHasItsOwn(String name) throws IOException {
        requireRoot(directory);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file.getFileName());
        requireAttribute(link, name);
        posix.setExtendedAttribute(link, name, new byte[] {1, 0, 2});
        assertThat(readWithoutLabels(link)).containsOnlyKeys(name);
        assertThat(posix.extendedAttributes(link).get(name)).containsExactly(1, 0, 2);
        assertThat(readWithoutLabels(file)).isEmpty();
        posix.removeExtendedAttribute(link, name);
        assertThat(readWithoutLabels(link)).isEmpty();
    }

    @Test
    void linkToDirectoryIsNotFollowedWhateverItsName() throws IOException {
        requireAttribute(directory, "user.probe");
        Path target = Files.createDirectory(directory.resolve("target"));
        posix.setExtendedAttribute(target, "user.note", new byte[] {1});
        // Made from a URI, which is how names that are not UTF-8 are made; the way back adds a slash for directories.
        Path link = Path.of(URI.create(directory.toUri() + "%FFlink"));
        Files.createSymbolicLink(link, target);
        assertThat(readWithoutLabels(link)).isEmpty();
        assertThat(readWithoutLabels(target)).containsOnlyKeys("user.note");
    }

    @Test
    void fileCapabilities() throws IOException {
        requireRoot(directory);
        // Revision 2, effective: CAP_NET_BIND_SERVICE permitted.
        byte[] capability = HexFormat.of().parseHex("0100000200040000000000000000000000000000");
        try {
            posix.setExtendedAttribute(file, "security.capability", capability);
        } catch (AccessDeniedException e) {
            require(false, "permission to set file capabilities");
        }
        assertThat(readWithoutLabels(file).get("security.capability")).isEqualTo(capability);
    }

    @Test
    void manyAttributes() throws IOException {
        requireAttribute(file, "user.probe");
        for (int i = 0; i < 80; i++) {
            posix.setExtendedAttribute(file, "user.attribute" + i, new byte[] {(byte) i});
        }
        Map<String, byte[]> attributes = readWithoutLabels(file);
        assertThat(attributes).hasSize(80);
        for (int i = 0; i < 80; i++) {
            assertThat(attributes.get("user.attribute" + i)).containsExactly(i);
        }
    }

    @Test
    void listAndValueLargerThanTheFirstGuess() throws IOException {
        Path memory = Requirements.memoryDirectory();
        Path large = Files.createFile(memory.resolve("large"));
        try {
            requireAttribute(large, "user.probe");
            Map<String, byte[]> expected = new TreeMap<>();
            Random random = new Random(1);
            for (int i = 0; i < 60; i++) {
                byte[] value = new byte[i * 10];
                random.nextBytes(value);
                expected.put("user." + "x".repeat(200) + i, value);
            }
            byte[] huge = new byte[60_000];
            random.nextBytes(huge);
            expected.put("user.huge", huge);
            for (Map.Entry<String, byte[]> entry : expected.entrySet()) {
                posix.setExtendedAttribute(large, entry.getKey(), entry.getValue());
            }
            Map<String, byte[]> attributes = readWithoutLabels(large);
            assertThat(attributes.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, value) -> assertThat(attributes.get(name)).isEqualTo(value));
        } finally {
            Files.delete(large);
            Files.delete(memory);
        }
    }

    @Test
    void removing() throws IOException {
        requireAttribute(file, "user.probe");
        posix.setExtendedAttribute(file, "user.note", new byte[] {1});
        posix.removeExtendedAttribute(file, "user.note");
        posix.removeExtendedAttribute(file, "user.note");
        assertThat(readWithoutLabels(file)).isEmpty();
    }

    @Test
    void fileSystemWithoutAttributes() throws IOException {
        Path self = Path.of("/proc/self/comm");
        assertThat(readWithoutLabels(self)).isEmpty();
        posix.removeExtendedAttribute(self, "user.note");
        assertThatThrownBy(() -> posix.setExtendedAttribute(self, "user.note", new byte[0]))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("/proc/self/comm");
    }

    @Test
    void specialFilesHaveNone() throws IOException {
        assertThat(readWithoutLabels(Path.of("/dev/null"))).isEmpty();
    }

    @Test
    void nameThatIsNotUtf8IsLeftOut() throws Exception {
        requireAttribute(file, "user.probe");
        Requirements.requireCommands("sh", "setfattr");
        posix.setExtendedAttribute(file, "user.note", new byte[] {1});
        Child.run("sh", "-c", "setfattr -n \"$(printf 'user.\\377')\" -v 1 \"$1\"", "sh", file.toString());
        assertThat(readWithoutLabels(file)).containsOnlyKeys("user.note");
    }

    @Test
    void missingFile() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> posix.extendedAttributes(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageStartingWith(missing + ": cannot list extended attributes: ");
        assertThatThrownBy(() -> posix.setExtendedAttribute(missing, "user.note", new byte[0]))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("user.note");
        assertThatThrownBy(() -> posix.removeExtendedAttribute(missing, "user.note"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void refusedByThePlatform() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThatThrownBy(() -> posix.setExtendedAttribute(link, "user.note", new byte[0]))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageStartingWith(link + ": cannot set extended attribute user.note: ");
        assertThatThrownBy(() -> posix.setExtendedAttribute(file, "nonsense.note", new byte[0]))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(file + ": cannot set extended attribute nonsense.note: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user.a\0b", "user.\ud800"})
    void nameThatLinuxCouldNotKeep(String name) {
        assertThatThrownBy(() -> posix.setExtendedAttribute(file, name, new byte[0]))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessageContaining(file + ": not a name of an extended attribute");
        assertThatThrownBy(() -> posix.removeExtendedAttribute(file, name))
                .isExactlyInstanceOf(FileSystemException.class);
    }

    @Test
    void tooLong() {
        assertThatThrownBy(() -> posix.setExtendedAttribute(file, "user." + "\u00e4".repeat(126), new byte[0]))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessageContaining("not a name of an extended attribute");
        assertThatThrownBy(() -> posix.setExtendedAttribute(file, "user.note", new byte[65_537]))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(
                        file + ": cannot set extended attribute user.note: value of 65537 bytes, the limit is 65536");
        Path deep = directory.resolve("d".repeat(200) + ("/" + "d".repeat(200)).repeat(20));
        assertThatThrownBy(() -> posix.extendedAttributes(deep))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void relativePath() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        assertThat(posix.extendedAttributes(Path.of("")).keySet())
                .isEqualTo(posix.extendedAttributes(here).keySet());
    }

    @Test
    void sameResultsOnceCallsAreMappedDirectly() throws Exception {
        requireAttribute(file, "user.probe");
        posix.setExtendedAttribute(file, "user.note", new byte[] {1, 2});
        Path missing = directory.resolve("missing");
        Field direct = Libc.class.getDeclaredField("direct");
        direct.setAccessible(true);
        for (int i = 0; i < 20_000; i++) {
            posix.extendedAttributes(file);
        }
        assertThat(direct.getBoolean(null)).isTrue();
        assertThat(readWithoutLabels(file)).containsOnlyKeys("user.note");
        assertThat(posix.extendedAttributes(file).get("user.note")).containsExactly(1, 2);
        assertThatThrownBy(() -> posix.extendedAttributes(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void javaSeesNoUserAttributesThatWereNotSet() throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        posix.removeExtendedAttribute(file, "user.note");
        assertThat(view.list()).isEmpty();
    }

    /** Where SELinux is on, every file has its label. */
    private Map<String, byte[]> readWithoutLabels(Path path) throws IOException {
        Map<String, byte[]> attributes = new TreeMap<>(posix.extendedAttributes(path));
        attributes.remove("security.selinux");
        return attributes;
    }
}
