package io.coffer.backup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.model.DataRange;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class RawNamesTest {
    private static final List<String> NAMES = List.of(
            "plain", "%FF%FE", "%C3%A4", "%E4", "a%25b%20c%23", "%EF%BF%BD", "%ED%A0%80", "%F0%9F%98%80", "%C3");

    @TempDir
    Path directory;

    @Test
    void bytesOfPaths() {
        assertThat(bytes("file:///")).isEqualTo("2f");
        assertThat(bytes("file:///a/b")).isEqualTo("2f612f62");
        assertThat(bytes("file:///a%FFb/%2541")).isEqualTo("2f61ff622f253431");
        assertThat(bytes("file:///%C3%A4")).isEqualTo("2fc3a4");
        assertThat(bytes("file:///%EF%BF%BD%80")).isEqualTo("2fefbfbd80");
        assertThat(bytes("file:///x%7E%0A%3F")).isEqualTo("2f787e0a3f");
        // The file system's root under another name, so that the URI ends with a slash.
        assertThat(bytes("file:///%FF/../..")).isEqualTo("2fff2f2e2e2f2e2e");
    }

    @Test
    void handlesAnyName() throws IOException {
        exercise(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", "POSIX"})
    void handlesAnyNameInLocale(String locale) throws Exception {
        String output = Child.java(
                Exercise.class,
                Map.of("LC_ALL", locale),
                List.of(),
                directory.toUri().toString());
        assertThat(output).contains("all names were handled");
    }

    /** The main class of the child process. */
    static final class Exercise {
        public static void main(String[] arguments) throws IOException {
            exercise(Path.of(URI.create(arguments[0])));
            System.out.println("all names were handled");
        }
    }

    private static void exercise(Path directory) throws IOException {
        PosixFiles posix = new PosixFiles();
        assertThat(posix.supports(directory)).isTrue();
        for (int i = 0; i < NAMES.size(); i++) {
            URI uri = URI.create(directory.toUri() + NAMES.get(i));
            Path file = Files.write(Path.of(uri), new byte[i + 1]);
            assertThat(posix.dataRanges(file)).containsExactly(new DataRange(0, i + 1));
            try {
                posix.setExtendedAttribute(file, "user.n\u00e4me", new byte[] {(byte) i});
                assertThat(posix.extendedAttributes(file).get("user.n\u00e4me")).containsExactly(i);
                posix.removeExtendedAttribute(file, "user.n\u00e4me");
            } catch (FileSystemException e) {
                // Without user attributes, it must be this that failed, and not finding the file.
                assertThat(e).isExactlyInstanceOf(FileSystemException.class);
            }
            Path pipe = Path.of(URI.create(uri + ".pipe"));
            posix.makeNode(pipe, 0010622, 0);
            assertThat(Files.readAttributes(pipe, "unix:mode")).containsEntry("mode", 0010622);
            Files.delete(pipe);
        }
        try (var files = Files.list(directory)) {
            assertThat(files.count()).isEqualTo(NAMES.size());
        }
    }

    private static String bytes(String uri) {
        return HexFormat.of().formatHex(PathBytes.of(Path.of(URI.create(uri))));
    }
}
