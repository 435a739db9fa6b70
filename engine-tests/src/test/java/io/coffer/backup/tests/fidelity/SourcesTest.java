package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Node;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What can be backed up, and how it lies in the snapshot. */
@EnabledOnOs(OS.LINUX)
class SourcesTest {
    @TempDir
    private Path directory;

    private Vault vault;

    @BeforeEach
    void make() throws IOException {
        Shell.requireCommands("bash");
        Shell.bash(directory, "mkdir -p work/one/same work/two/same; echo 1 > work/one/f; echo 2 > work/two/f");
        vault = new Vault(directory);
    }

    @AfterEach
    void close() throws IOException {
        vault.close();
    }

    private Path work(String path) {
        return directory.resolve("work").resolve(path);
    }

    @Test
    void severalSourcesLieSideBySide() throws IOException {
        Shell.bash(work("."), "chmod 0711 one; touch -d 2001-01-01 one; touch -d 2002-02-02 two");
        Snapshot snapshot = vault.repository()
                .backup(Source.directory(work("one")), Source.directory(work("two")))
                .run();
        vault.restore(snapshot, directory.resolve("target"));
        TreeState restored = TreeState.of(directory.resolve("target"));
        Shell.bash(directory, "touch -r work target");
        assertThat(TreeState.of(work(".")).differences(TreeState.of(directory.resolve("target"))))
                .isEmpty();
        assertThat(restored.names()).containsExactly("", "one", "one/f", "one/same", "two", "two/f", "two/same");
        assertThat(snapshot.list("")).hasSize(2);
    }

    @Test
    void twoSourcesOfOneNameAreRefused() throws IOException {
        Source first = Source.directory(work("one/same"));
        assertThatThrownBy(() -> vault.repository().backup(first, Source.directory(work("two/same"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same");
        Snapshot snapshot = vault.repository()
                .backup(first, Source.directory(work("two/same")).named("other"))
                .run();
        assertThat(snapshot.list("")).extracting(node -> node.name().toString()).containsExactly("other", "same");
    }

    @Test
    void noSourceIsRefused() {
        assertThatThrownBy(() -> vault.repository().backup()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSingleFileIsTheOnlyEntry() throws IOException {
        Snapshot snapshot =
                vault.repository().backup(Source.file(work("one/f"))).run();
        vault.restore(snapshot, directory.resolve("target"));
        Shell.bash(directory, "rmdir work/one/same; touch -r work/one target");
        assertThat(TreeState.of(work("one")).get("f", "modified"))
                .isEqualTo(TreeState.of(directory.resolve("target")).get("f", "modified"));
        assertThat(directory.resolve("target/f")).hasContent("1");
        assertThat(TreeState.of(directory.resolve("target")).names()).containsExactly("", "f");
    }

    @Test
    void aSourceOfAnotherKindIsRefused() throws IOException {
        assertThatThrownBy(() -> vault.backup(work("one/f"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> vault.backup(work("nothing"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() ->
                        vault.repository().backup(Source.file(work("one"))).run())
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("use Source.directory");
        assertThatThrownBy(() ->
                        vault.repository().backup(Source.file(work("nothing"))).run())
                .isInstanceOf(NoSuchFileException.class);
        assertThat(vault.repository().snapshots()).isEmpty();
    }

    @Test
    void theDirectoryItselfMayBeNamedThroughALink() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), work("one"));
        Snapshot snapshot = vault.backupWhole(directory.resolve("link"));
        vault.restore(snapshot, directory.resolve("target"));
        assertThat(TreeState.of(work("one")).differences(TreeState.of(directory.resolve("target"))))
                .isEmpty();
    }

    @Test
    void aLinkGivenAsAFileIsKeptAsALink() throws IOException {
        Path link = Files.createSymbolicLink(work("link"), Path.of("nowhere"));
        vault.restore(vault.repository().backup(Source.file(link)).run(), directory.resolve("target"));
        assertThat(Files.readSymbolicLink(directory.resolve("target/link"))).isEqualTo(Path.of("nowhere"));
    }

    @Test
    void sourcesHaveNamesThatAreNotText() throws IOException {
        Shell.bash(work("."), "mkdir $'\\xff' $'\\xc3\\xa4'; echo > $'\\xff/\\xfe'");
        Source bytes = Source.directory(Path.of(URI.create(work("x").getParent().toUri() + "%FF")));
        Source text = Source.directory(Path.of(URI.create(work("x").getParent().toUri() + "%C3%A4")));
        assertThat(bytes.name()).isEqualTo("\uFFFD");
        assertThat(text.name()).isEqualTo("\u00e4");
        Snapshot snapshot = vault.repository().backup(bytes, text).run();
        assertThat(snapshot.manifest().complete()).isTrue();
        assertThat(snapshot.list("")).hasSize(2);
    }

    @Test
    void patternsAndNamesAreTheSameInEveryLocale() throws IOException {
        Shell.bash(work("one"), "mkdir -p $'\\xc3\\xa4/out' $'\\xc3\\xa4/in'");
        String printed = Shell.java(
                List.of(),
                Map.of("LC_ALL", "C"),
                List.of(),
                List.of(
                        Child.class.getName(),
                        work("one").toUri() + "%C3%A4",
                        directory.toUri().toString()));
        assertThat(printed).contains("name e4, location e4, entries [in]");
    }

    /** The main class of the child process. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path named = Path.of(URI.create(arguments[0]));
            try (Vault vault = new Vault(Path.of(URI.create(arguments[1])))) {
                Source source = Source.directory(named);
                String location = source.location();
                Snapshot snapshot = vault.repository()
                        .backup(Source.directory(named.getParent()).exclude("\u00e4/out"))
                        .run();
                System.out.printf(
                        "name %x, location %x, entries %s",
                        (int) source.name().charAt(0),
                        (int) location.charAt(location.length() - 1),
                        snapshot.list("\u00e4").stream().map(Node::name).toList());
            }
        }
    }

    @Test
    void whatIsExcludedIsNotThere() throws IOException {
        Shell.bash(
                work("one"),
                "mkdir -p a/b/cache c $'\\xc3\\xa4'; touch a/b/cache/x a/x.o c/y.o 'z[1]' $'\\xc3\\xa4/q'");
        Snapshot snapshot = vault.repository()
                .backup(Source.directory(work("one")).exclude("cache/", "/a/*.o", "z\\[1\\]", "\u00e4"))
                .run();
        vault.restore(snapshot, directory.resolve("target"));
        assertThat(TreeState.of(directory.resolve("target")).names())
                .containsExactly("", "a", "a/b", "c", "c/y.o", "f", "same");
    }
}
