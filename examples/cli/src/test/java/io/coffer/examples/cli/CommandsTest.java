package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coffer.examples.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    private Path directory;

    private CliFixture cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CliFixture(directory);
        cli.write("a.txt", "some text\n");
        cli.write("inner/b.txt", "other text\n");
        cli.write("inner/c.tmp", "nothing of worth\n");
        assertThat(cli.succeed("init").out()).matches("created repository [0-9a-f-]{36} at \\S+\\R");
    }

    private Result backup(String... options) {
        String[] all = new String[options.length + 2];
        all[0] = "backup";
        all[1] = cli.source.toString();
        System.arraycopy(options, 0, all, 2, options.length);
        return cli.succeed(all);
    }

    @Test
    void backupSaysWhatItDid() {
        Result first = backup();
        assertThat(first.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("snapshot [0-9a-f]{8}: 3 files in 2 directories, 38 B"),
                        line -> assertThat(line)
                                .matches("read 38 B; .* new, stored as .*; 0 files unchanged; took \\S+ s"));
        assertThat(backup().out().lines().skip(1)).first().asString().startsWith("read 0 B; 0 B new, ");
        assertThat(backup("--read-all").out().lines().skip(1))
                .first()
                .asString()
                .startsWith("read 38 B; 0 B new, ");
    }

    @Test
    void excludesAreLeftOut() {
        backup("--exclude", "*.tmp", "--exclude", "a.txt");
        assertThat(cli.succeed("ls", "-R", "latest").out().lines()).containsExactly("inner/", "inner/b.txt");
    }

    @Test
    void snapshotsAreListedOldestFirst() {
        assertThat(cli.succeed("snapshots").out()).isEqualTo("no snapshots\n");
        backup("--tag", "nightly", "--tag", "auto", "--host", "one");
        backup("--host", "two\u001b[2J");
        assertThat(cli.succeed("snapshots").out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("ID +TIME +HOST +FILES +SIZE +TAGS +SOURCES"),
                        line -> assertThat(line)
                                .matches(
                                        "[0-9a-f]{8}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  one +3 +38 B  auto,nightly  .*source"),
                        line -> assertThat(line).contains("  two\\x1b[2J  "));
    }

    @Test
    void filesAreListed() throws IOException {
        Files.setLastModifiedTime(cli.source.resolve("a.txt"), FileTime.from(Instant.parse("2026-11-01T03:15:09Z")));
        backup();
        assertThat(cli.succeed("ls", "latest").out().lines()).containsExactly("a.txt", "inner/");
        assertThat(cli.succeed("ls", "latest", "/inner/").out().lines()).containsExactly("b.txt", "c.tmp");
        assertThat(cli.succeed("ls", "-R", "latest", "inner").out().lines())
                .containsExactly("inner/b.txt", "inner/c.tmp");
        assertThat(cli.succeed("ls", "-l", "latest", "a.txt").out())
                .matches("-[rwx?-]{9}  \\S+ +\\S+ +10  2026-1[01]-\\d\\d \\d\\d:15:09  a.txt\n");
    }

    @Test
    void pathsKeepTheirMeaningInListings() throws IOException {
        cli.write("inner/deep/x", "x");
        cli.write("z", "z");
        backup("--exclude", "*.tmp");
        assertThat(cli.succeed("ls", "-R", "latest").out().lines())
                .containsExactly("a.txt", "inner/", "inner/b.txt", "inner/deep/", "inner/deep/x", "z");
    }

    @Test
    void snapshotsAreRestored() throws IOException {
        backup();
        Path target = directory.resolve("target");
        assertThat(cli.succeed("restore", "latest", "--target", target.toString())
                        .out())
                .matches("restored [0-9a-f]{8} to \\S+: 3 files, 38 B; took \\S+ s\n");
        assertThat(target.resolve("inner/b.txt")).hasContent("other text\n");
    }

    @Test
    void restoreIncludesWhatMatches() {
        backup();
        Path target = directory.resolve("target");
        cli.succeed("restore", "latest", "--target", target.toString(), "--include", "b.*");
        assertThat(target.resolve("inner/b.txt")).exists();
        assertThat(target.resolve("a.txt")).doesNotExist();
    }

    @Test
    void restoreTreatsConflictsAsAsked() throws IOException {
        backup();
        Path target = Files.createDirectories(directory.resolve("target"));
        Path inTheWay = Files.writeString(target.resolve("a.txt"), "mine");
        Path extra = Files.writeString(target.resolve("extra"), "extra");

        Result refused = cli.run("restore", "latest", "--target", target.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).startsWith("coffer: ").contains("a.txt").hasLineCount(1);

        cli.succeed("restore", "latest", "--target", target.toString(), "--conflict", "skip");
        assertThat(inTheWay).hasContent("mine");
        assertThat(cli.succeed(
                                "restore",
                                "latest",
                                "--target",
                                target.toString(),
                                "--conflict",
                                "different",
                                "--delete")
                        .out())
                .contains("removed 1");
        assertThat(inTheWay).hasContent("some text\n");
        assertThat(extra).doesNotExist();
    }

    @Test
    void severalPathsGetNamesOfTheirOwn() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other/source"));
        Path file = Files.writeString(other.resolve("f"), "f");
        cli.succeed("backup", cli.source.toString(), other.toString(), file.toString());
        assertThat(cli.succeed("ls", "latest").out().lines())
                .contains("f/", "other-source/")
                .hasSize(3);
        assertThat(cli.succeed("ls", "latest", "f").out()).isEqualTo("f\n");
    }

    @Test
    void aFileIsTheOnlyEntry() {
        cli.succeed("backup", cli.source.resolve("a.txt").toString());
        assertThat(cli.succeed("ls", "-R", "latest").out()).isEqualTo("a.txt\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatCannotBeReadMakesABackupIncomplete() {
        // Nobody can read one of these files, root neither: the loopback device has no port and no speed.
        Path unreadable = Stream.of("phys_port_id", "speed")
                .map(Path.of("/sys/class/net/lo")::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        assumeTrue(unreadable != null);
        assertThatThrownBy(() -> Files.readAllBytes(unreadable)).isInstanceOf(IOException.class);
        Result result = cli.run("backup", unreadable.toString());
        assertThat(result.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(result.err())
                .startsWith("coffer: not read: " + unreadable.getFileName() + ": ")
                .hasLineCount(1);
        assertThat(result.out()).endsWith("incomplete: 1 problem\n");
        assertThat(cli.succeed("snapshots").out()).endsWith(unreadable.getFileName() + " (incomplete)\n");
    }

    @Test
    void checkFindsNothingWrong() {
        backup();
        assertThat(cli.succeed("check").out())
                .startsWith("checked 1 snapshot, ")
                .doesNotContain("repair")
                .endsWith("no damage\n");
        assertThat(cli.succeed("check", "--read-data").out()).doesNotContain("read 0 B");
        assertThat(cli.succeed("check", "--read-data-share", "0%").out()).contains("read 0 B");
        cli.succeed("check", "--read-data-share", "100");
    }

    @Test
    void checkFailsWhenThereIsDamage() throws IOException {
        backup();
        try (var packs = Files.walk(cli.repository.resolve("packs"))) {
            for (Path pack : packs.filter(Files::isRegularFile).toList()) {
                Files.delete(pack);
            }
        }
        Result result = cli.run("check");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out())
                .contains("damaged: packs/")
                .contains(" found; next, run repair")
                .doesNotContain("run a check", "is damaged: ");
        assertThat(cli.run("check", "--json").json()).containsEntry("ok", false);
    }

    @Test
    void theIndexIsRebuilt() throws IOException {
        backup();
        try (var objects = Files.list(cli.repository.resolve("index"))) {
            for (Path object : objects.toList()) {
                Files.delete(object);
            }
        }
        assertThat(cli.succeed("rebuild-index").out()).isEqualTo("the new index names 2 packs\n");
        cli.succeed("check", "--read-data");
    }

    @Test
    void statisticsAreCounted() {
        backup();
        assertThat(cli.succeed("stats").out().lines().map(line -> line.split(" ")[0]))
                .containsExactly("snapshots", "contents", "packs", "index", "all");
    }

    @Test
    void theLocationOfTheCommandLineGoesFirst() throws IOException {
        Path other = directory.resolve("other");
        cli.succeed("-r", other.toUri().toString(), "init");
        assertThat(cli.run(
                                Map.of(Arguments.REPOSITORY_VARIABLE, "file:/nowhere"),
                                false,
                                "snapshots",
                                "-r",
                                other.toString())
                        .out())
                .isEqualTo("no snapshots\n");
    }

    @Test
    void progressIsShownOnATerminal() {
        Map<String, String> environment = Map.of(Arguments.REPOSITORY_VARIABLE, cli.repository.toString());
        assertThat(cli.run(environment, true, "backup", cli.source.toString()).err())
                .as("counted before")
                .endsWith("[##########] 100%  5/5 entries  38 B/38 B\u001b[?7h\r\u001b[K");
        assertThat(cli.run(environment, true, "backup", cli.source.toString()).err())
                .as("known from the snapshot before")
                .endsWith("[##########] 100%  5/5 entries  38 B/38 B\u001b[?7h\r\u001b[K");
        assertThat(cli.run(environment, false, "backup", cli.source.toString()).err())
                .doesNotContain("\r", "\u001b");
        assertThat(cli.run(environment, true, "backup", cli.source.toString(), "--json")
                        .err())
                .isEmpty();
    }
}
