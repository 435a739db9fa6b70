package io.coffer.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DifferencesTest {
    private static final FileTime TIME = FileTime.fromMillis(1_777_777_777_000L);

    @TempDir
    private Path directory;

    private Path original;
    private Path copy;

    @BeforeEach
    void prepare() throws IOException {
        original = make("original");
        copy = make("copy");
    }

    private Path make(String name) throws IOException {
        Path root = directory.resolve(name);
        Path inner = Files.createDirectories(root.resolve("inner"));
        Files.writeString(inner.resolve("file"), "some text");
        Files.createSymbolicLink(inner.resolve("link"), Path.of("file"));
        return settle(root);
    }

    /** Gives everything the same time, so that only what a test does makes a difference. */
    private Path settle(Path root) throws IOException {
        Files.setLastModifiedTime(root.resolve("inner/file"), TIME);
        Files.setLastModifiedTime(root.resolve("inner"), TIME);
        Files.setLastModifiedTime(root, TIME);
        return root;
    }

    private void assertDifference(String text) throws IOException {
        Differences differences = Differences.between(original, directory.resolve("nowhere"), copy);
        assertThat(differences.isEmpty()).isFalse();
        assertThat(differences.toString()).contains(": 1 differences").endsWith(text);
    }

    @Test
    void sameTreesHaveNone() throws IOException {
        Differences differences = Differences.between(original, directory.resolve("nowhere"), copy);
        assertThat(differences.isEmpty()).isTrue();
        assertThat(differences).hasToString("1 files with 9 B, 2 directories, 1 links: all the same");
    }

    @Test
    void otherBytes() throws IOException {
        Files.writeString(copy.resolve("inner/file"), "some tex!");
        settle(copy);
        assertDifference("file: differs from the copy at byte 8");
    }

    @Test
    void otherLength() throws IOException {
        Files.writeString(copy.resolve("inner/file"), "some text and more");
        settle(copy);
        assertDifference("file: differs from the copy at byte 9");
    }

    @Test
    void otherTime() throws IOException {
        Files.setLastModifiedTime(copy.resolve("inner/file"), FileTime.fromMillis(0));
        assertDifference("the copy 1970-01-01T00:00:00Z");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void otherPermissions() throws IOException {
        Files.setPosixFilePermissions(original.resolve("inner/file"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(copy.resolve("inner/file"), PosixFilePermissions.fromString("r--------"));
        assertDifference("the copy [OWNER_READ]");
    }

    @Test
    void otherLink() throws IOException {
        Files.delete(copy.resolve("inner/link"));
        Files.createSymbolicLink(copy.resolve("inner/link"), Path.of("elsewhere"));
        settle(copy);
        assertDifference("link: the copy points elsewhere");
    }

    @Test
    void otherType() throws IOException {
        Files.delete(copy.resolve("inner/link"));
        Files.writeString(copy.resolve("inner/link"), "file");
        settle(copy);
        assertDifference("link: the copy is of another type");
    }

    @Test
    void missing() throws IOException {
        Files.delete(copy.resolve("inner/link"));
        settle(copy);
        assertDifference("link: not in the copy");
    }

    @Test
    void tooMuch() throws IOException {
        Files.writeString(copy.resolve("inner/more"), "");
        settle(copy);
        assertDifference("more: only in the copy");
    }

    @Test
    void whatIsToBeIgnoredIsIgnored() throws IOException {
        Path ignored = Files.createDirectories(original.resolve("inner/work"));
        settle(original);
        assertThat(Differences.between(original, ignored, copy).isEmpty()).isTrue();
    }
}
