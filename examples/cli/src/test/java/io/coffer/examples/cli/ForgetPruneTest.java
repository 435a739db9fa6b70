package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.examples.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removing snapshots, and giving their storage back. */
class ForgetPruneTest {
    @TempDir
    private Path directory;

    private CliFixture cli;

    @BeforeEach
    void makeSnapshots() throws IOException {
        cli = new CliFixture(directory);
        cli.succeed("init");
        for (int i = 0; i < 3; i++) {
            cli.write("file", "text ".repeat(1000 * (i + 1)));
            cli.succeed("backup", cli.source.toString());
        }
    }

    private int snapshots() throws IOException {
        return ((List<?>) cli.succeed("snapshots", "--json").json().get("snapshots")).size();
    }

    @Test
    void aPolicyRemovesAndTheStorageIsGivenBack() throws IOException {
        assertThat(cli.succeed("snapshots", "--why", "--keep-last", "1").out())
                .contains("would go: last: number 3, only 1 kept")
                .contains("stays: last 1 of 1");
        Result dry = cli.succeed("forget", "--keep-last", "1", "--dry-run", "--prune");
        assertThat(dry.out()).contains("would remove 2 snapshots");
        assertThat(snapshots()).isEqualTo(3);
        Result done = cli.succeed("forget", "--keep-last", "1", "--prune");
        assertThat(done.out()).contains("removed 2 snapshots").contains("deleted ");
        assertThat(snapshots()).isEqualTo(1);
        assertThat(cli.succeed("check", "--read-data").out()).contains("no damage");
    }

    @Test
    void aDryPruneSaysWhatAPruneDoes() throws IOException {
        cli.succeed("forget", "--policy", "last=1", "--at-most", "2");
        var foretold = cli.succeed("prune", "--dry-run", "--json").json();
        var done = cli.succeed("prune", "--json", "--waste-limit", "10%").json();
        for (String field : List.of("unusedBytes", "rewrittenPacks", "deletedBytes", "copiedBytes", "finished")) {
            assertThat(done.get(field)).as(field).isEqualTo(foretold.get(field));
        }
        assertThat(cli.succeed("prune").out()).contains("deleted 0 packs");
    }

    @Test
    void theLastSnapshotGoesOnlyWhenThatIsSaid() throws IOException {
        cli.succeed("forget", "--keep-last", "1");
        Result refused = cli.run("forget", "latest");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("would be left");
        assertThat(cli.succeed("forget", "latest", "--allow-empty-groups").out())
                .contains("removed 1 snapshot");
    }

    @Test
    void whatIsMeantMustBeSaid() throws IOException {
        assertThat(cli.run("forget").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("forget", "latest", "--keep-last", "1").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("forget", "--keep-last", "many").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("snapshots", "--why").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("forget", "--keep-last", "1", "--at-most", "1").code())
                .isEqualTo(ExitCode.FAILED);
        assertThat(snapshots()).isEqualTo(3);
    }
}
