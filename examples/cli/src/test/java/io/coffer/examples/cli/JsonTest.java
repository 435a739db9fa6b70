package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    @TempDir
    private Path directory;

    private CliFixture cli;
    private Map<String, Object> created;
    private Map<String, Object> saved;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CliFixture(directory);
        cli.write("Käse.txt", "some text\n");
        created = cli.succeed("init", "--json").json();
        saved = cli.succeed("--json", "backup", cli.source.toString(), "--tag", "nightly")
                .json();
    }

    @Test
    void init() {
        assertThat(created).containsOnlyKeys("repository", "location", "formatVersion");
    }

    @Test
    void backup() {
        assertThat(saved)
                .containsEntry("tags", List.of("nightly"))
                .containsEntry("complete", true)
                .containsEntry("parent", "null")
                .containsKeys("time", "host", "user", "program", "problems");
        assertThat(saved.get("snapshot")).asString().matches("[0-9a-f]{64}");
        assertThat(saved.get("sources"))
                .isEqualTo(List.of(Map.of("name", "source", "location", cli.source.toString())));
        assertThat(saved.get("statistics"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("files", 1L)
                .containsEntry("bytes", 10L)
                .containsEntry("readBytes", 10L)
                .containsKeys("directories", "others", "unchangedFiles", "newContents", "newBytes", "storedBytes")
                .containsKeys("problems", "seconds");
    }

    @Test
    void snapshots() throws IOException {
        assertThat(cli.succeed("snapshots", "--json").json()).isEqualTo(Map.of("snapshots", List.of(saved)));
    }

    @Test
    void ls() throws IOException {
        Files.createSymbolicLink(cli.source.resolve("link"), Path.of("where/ever"));
        cli.succeed("backup", cli.source.toString());
        Map<String, Object> listing =
                cli.succeed("ls", "-R", "latest", "--json").json();
        assertThat(listing).containsOnlyKeys("snapshot", "entries");
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> entries = (List<Map<String, Object>>) listing.get("entries");
        assertThat(entries)
                .satisfiesExactly(
                        file -> assertThat(file)
                                .containsEntry("path", "Käse.txt")
                                .containsEntry("type", "FILE")
                                .containsEntry("size", 10L)
                                .containsKey("modified"),
                        link -> assertThat(link)
                                .containsEntry("type", "SYMLINK")
                                .containsEntry("target", "where/ever"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesThatAreNotTextAreThereAsBytes() throws IOException {
        // The only way to a path with such bytes is a URI.
        Path odd = Path.of(URI.create(cli.source.toUri() + "a%FF"));
        Files.createSymbolicLink(cli.source.resolve("link"), odd.getFileName());
        Files.writeString(odd, "x");
        cli.succeed("backup", cli.source.toString());
        assertThat(cli.succeed("ls", "latest", "--json").out())
                .contains("\"nameBytes\":\"61ff\"", "\"targetBytes\":\"61ff\"");
        assertThat(cli.succeed("ls", "-l", "latest").out()).contains("  a\\xff\n", "  link -> a\\xff\n");
    }

    @Test
    void restore() throws IOException {
        assertThat(cli.succeed(
                                "restore",
                                "latest",
                                "--target",
                                directory.resolve("target").toString(),
                                "--json")
                        .json())
                .containsEntry("snapshot", saved.get("snapshot"))
                .containsEntry("complete", true)
                .containsEntry("files", 1L)
                .containsEntry("bytes", 10L)
                .containsKeys("directories", "others", "skipped", "deleted", "seconds", "problems", "problemCount");
    }

    @Test
    void check() throws IOException {
        assertThat(cli.succeed("check", "--read-data", "--json").json())
                .containsEntry("ok", true)
                .containsEntry("snapshots", 1L)
                .containsEntry("damages", List.of())
                .containsKeys("trees", "contents", "packs", "readPacks", "readBytes", "unreferencedPacks", "seconds");
    }

    @Test
    void stats() throws IOException {
        assertThat(cli.succeed("stats", "--json").json())
                .containsEntry("snapshots", 1L)
                .containsKeys("packs", "contents", "contentBytes", "packBytes", "indexBytes", "totalBytes", "objects");
    }

    @Test
    void rebuildIndex() throws IOException {
        assertThat(cli.succeed("rebuild-index", "--json").json()).containsOnlyKeys("packs");
    }
}
