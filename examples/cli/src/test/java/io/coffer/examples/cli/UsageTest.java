package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.examples.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    private static final int USAGE = 2;

    @TempDir
    private Path directory;

    private CliFixture cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CliFixture(directory);
    }

    private static void assertUsage(Result result, String message, String command) {
        assertThat(result)
                .isEqualTo(new Result(
                        USAGE,
                        "",
                        "coffer: " + message + System.lineSeparator() + "Try: " + command + " --help"
                                + System.lineSeparator()));
    }

    @Test
    void aCommandMustBeNamed() {
        assertUsage(cli.run(), "a command is missing", "coffer");
    }

    @Test
    void aCommandThatIsNotThereIsGuessed() {
        assertThat(cli.run("bakup", "x"))
                .isEqualTo(new Result(
                        USAGE,
                        "",
                        String.join(
                                System.lineSeparator(),
                                "coffer: Unmatched arguments from index 0: 'bakup', 'x'",
                                "coffer: perhaps backup",
                                "Try: coffer --help",
                                "")));
    }

    @Test
    void aRepositoryMustBeNamed() {
        assertUsage(
                cli.run(Map.of(), false, "snapshots"),
                "no repository is named: give -r LOCATION, or set COFFER_REPOSITORY",
                "coffer snapshots");
    }

    @Test
    void argumentsMustBeThere() {
        assertUsage(cli.run("backup"), "Missing required parameter: 'PATH'", "coffer backup");
        assertUsage(cli.run("restore", "latest"), "Missing required option: '--target=DIR'", "coffer restore");
    }

    @Test
    void valuesMustBeAmongThoseThatThereAre() {
        assertUsage(
                cli.run("restore", "latest", "--target", "x", "--conflict", "maybe"),
                "Invalid value for option '--conflict': expected fail, skip, different or always, found \"maybe\"",
                "coffer restore");
        assertUsage(
                cli.run("check", "--read-data-share", "110%"),
                "Invalid value for option '--read-data-share': expected a percentage from 0% to 100%, found \"110%\"",
                "coffer check");
    }

    @Test
    void deleteAndIncludeExcludeEachOther() {
        assertUsage(
                cli.run("restore", "latest", "--target", "x", "--delete", "--include", "a"),
                "--delete and --include exclude each other: everything else would go",
                "coffer restore");
    }

    @Test
    void helpListsTheCommands() {
        Result result = cli.run("--help");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("Usage: coffer ")
                .contains(
                        "init",
                        "backup",
                        "snapshots",
                        "ls",
                        "restore",
                        "copy",
                        "forget",
                        "prune",
                        "check",
                        "repair",
                        "stats",
                        "rebuild-index")
                .contains("Exit codes: 0 done");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "backup",
                "snapshots",
                "ls",
                "restore",
                "copy",
                "forget",
                "prune",
                "check",
                "repair",
                "stats",
                "rebuild-index"
            })
    void everyCommandHasHelp(String command) {
        Result result = cli.run(command, "--help");
        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("Usage: coffer " + command).contains("--repository=LOCATION");
    }

    @Test
    void theVersionIsThatOfTheJar() {
        Result result = cli.run("--version");
        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("coffer ").contains("Java ");
    }
}
