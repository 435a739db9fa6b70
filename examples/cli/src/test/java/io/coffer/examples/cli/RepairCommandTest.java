package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.examples.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code coffer repair} on a repository that has lost a pack. */
class RepairCommandTest {
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
        cli.succeed("init", "-r", other);
        cli.succeed("copy", "--to", other);
    }

    private void losePack() throws IOException {
        List<Path> packs;
        try (Stream<Path> files = Files.walk(cli.repository.resolve("packs"))) {
            packs = files.filter(Files::isRegularFile).toList();
        }
        for (Path pack : packs) {
            if (Files.readAllBytes(pack)[4] == 'D') {
                Files.delete(pack);
            }
        }
    }

    @Test
    void whatIsLostIsNamed() throws IOException {
        assertThat(cli.succeed("repair").out()).contains("nothing is lost");
        losePack();

        Result result = cli.run("repair");

        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out())
                .contains("damaged: packs/")
                .doesNotContain("run a check", "run repair")
                .contains("a.txt in snapshot ")
                .contains("1 entry lost")
                .contains("--drop-damaged");
        assertThat(cli.run("repair", "--json").json()).containsEntry("lostCount", 1L);
    }

    @Test
    void aCopyGivesItBack() throws IOException {
        losePack();

        assertThat(cli.succeed("repair", "--from", other, "--drop-damaged").out())
                .contains("nothing is lost");

        assertThat(cli.succeed("check", "--read-data").out()).contains("no damage");
    }

    @Test
    void theNextBackupBringsItBack() throws IOException {
        losePack();
        cli.run("repair", "--drop-damaged");

        cli.succeed("backup", cli.source.toString());

        assertThat(cli.succeed("repair").out()).contains("nothing is lost");
    }

    @Test
    void parityHealsWhatTheDiskHasChanged() throws IOException {
        String third = directory.resolve("third").toString();
        cli.succeed("init", "-r", third, "--parity", "5");
        cli.succeed("backup", "-r", third, cli.source.toString());
        try (Stream<Path> files = Files.walk(directory.resolve("third").resolve("packs"))) {
            for (Path pack : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(pack);
                bytes[bytes.length / 2]++;
                Files.write(pack, bytes);
            }
        }

        assertThat(cli.succeed("repair", "-r", third).out())
                .contains("healed from its parity: packs/")
                .contains("nothing is lost");

        assertThat(cli.succeed("check", "-r", third, "--read-data").out()).contains("no damage");
        assertThat(cli.run("init", "-r", directory.resolve("fourth").toString(), "--parity", "21")
                        .code())
                .isNotEqualTo(ExitCode.OK);
    }
}
