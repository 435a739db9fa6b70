package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.examples.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code coffer copy}: into a repository that is encrypted and into one that is not. */
class CopyCommandTest {
    @TempDir
    private Path directory;

    private CliFixture cli;
    private String other;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CliFixture(directory);
        other = directory.resolve("other").toString();
        cli.write("a.txt", "some text\n");
        cli.succeed("init");
        cli.succeed("backup", cli.source.toString());
        cli.write("b.txt", "other text\n");
        cli.succeed("backup", cli.source.toString());
    }

    @Test
    void snapshotsAreCopiedOnce() {
        cli.succeed("init", "-r", other);

        assertThat(cli.succeed("copy", "--to", other, "latest").out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("snapshot [0-9a-f]{8} is now [0-9a-f]{8}"),
                        line -> assertThat(line).startsWith("copied 1 snapshot, 0 already there; "));
        assertThat(cli.succeed("copy", "--to", other).out()).contains("copied 1 snapshot, 1 already there; ");
        assertThat(cli.succeed("ls", "-r", other, "latest").out().lines()).containsExactly("a.txt", "b.txt");
        assertThat(cli.succeed("check", "-r", other, "--read-data").out()).contains("no damage");
    }

    @Test
    void theOtherRepositoryHasItsOwnPassphrase() throws IOException {
        String password = Files.writeString(directory.resolve("password"), "correct horse\n")
                .toString();
        cli.succeed("init", "-r", other, "--encrypt", "--password-file", password);

        Result result = cli.succeed("copy", "--json", "--to", other, "--to-password-file", password);

        assertThat(result.json()).containsEntry("method", "CUT_ANEW");
        assertThat(result.json().get("copied"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(2);
        assertThat(cli.succeed("ls", "-r", other, "--password-file", password, "latest")
                        .out()
                        .lines())
                .containsExactly("a.txt", "b.txt");
    }

    @Test
    void aRepositoryThatIsNotThereIsSaid() {
        Result result = cli.run("copy", "--to", other);
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("other");
        assertThat(cli.run("copy").code()).isEqualTo(ExitCode.USAGE);
    }
}
