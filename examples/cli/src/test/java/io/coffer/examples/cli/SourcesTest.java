package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    private static List<String> names(String... paths) {
        return Sources.names(Stream.of(paths).map(Path::of).toList());
    }

    @Test
    void pathsAreNamedByTheirLastPart() {
        assertThat(names("/home/a/photos", "/home/a/music")).containsExactly("photos", "music");
    }

    @Test
    void whatTheyHaveInCommonIsMadeDifferentByTheirParents() {
        assertThat(names("/home/a/src", "/home/b/src", "/etc")).containsExactly("a-src", "b-src", "etc");
        assertThat(names("/x/a/src", "/y/a/src")).containsExactly("x-a-src", "y-a-src");
    }

    @Test
    void theOrderDoesNotMatter() {
        assertThat(names("/home/b/src", "/home/a/src")).containsExactly("b-src", "a-src");
    }

    @Test
    void whatRemainsTheSameIsNumbered() {
        assertThat(names("/src", "/a/src")).containsExactly("src", "a-src");
        assertThat(names("/a/b", "/b", "/a-b")).containsExactly("a-b", "b", "a-b-2");
    }

    @Test
    void theRootHasANameToo() {
        assertThat(names("/", "/etc")).containsExactly("root", "etc");
    }

    @Test
    void filesAndDirectoriesBecomeSourcesOnce(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "x");
        Path inner = Files.createDirectories(directory.resolve("b/a"));
        Source[] sources = Sources.of(List.of(file, inner, directory.resolve("b/../a")), new String[] {"*.tmp"});
        assertThat(sources).extracting(Source::location).containsExactly(file.toString(), inner.toString());
        assertThat(sources[0].name()).endsWith("-a");
        assertThat(sources[1].name()).isEqualTo("b-a");
    }

    @Test
    void whatIsNotThereIsSaid(@TempDir Path directory) {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> Sources.of(List.of(missing), new String[0]))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
    }
}
