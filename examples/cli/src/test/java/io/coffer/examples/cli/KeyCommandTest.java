package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.examples.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted repositories on the command line. */
class KeyCommandTest {
    @TempDir
    private Path directory;

    private CliFixture cli;
    private String password;
    private String keyFile;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CliFixture(directory);
        cli.write("a.txt", "some text\n");
        password = Files.writeString(directory.resolve("password"), "correct horse\n")
                .toString();
        keyFile = directory.resolve("key").toString();
    }

    private List<String> ids(String... key) {
        String[] arguments = {"key", "list", key[0], key[1]};
        return cli.succeed(arguments)
                .out()
                .lines()
                .map(line -> line.substring(0, 32))
                .toList();
    }

    @Test
    void aRepositoryIsMadeUsedAndReadWithAPassphrase() {
        assertThat(cli.succeed("init", "--encrypt", "--password-file", password).out())
                .contains("encrypted with aes-256-gcm");
        cli.succeed("backup", cli.source.toString(), "--password-command", "echo 'correct horse'");
        Result listed = cli.run(
                Map.of(Arguments.REPOSITORY_VARIABLE, cli.repository.toString(), "COFFER_PASSWORD", "correct horse"),
                false,
                "snapshots");
        assertThat(listed.code()).isEqualTo(ExitCode.OK);
        assertThat(cli.succeed("check", "--read-data", "--password-file", password)
                        .out())
                .contains("no damage");
        assertThat(cli.succeed(
                                "init",
                                "--json",
                                "-r",
                                directory + "/other",
                                "--encrypt",
                                "--cipher",
                                "chacha20-poly1305",
                                "--password-file",
                                password)
                        .out())
                .contains("\"cipher\":\"chacha20-poly1305\"");
    }

    @Test
    void withoutAKeyTheSlotsAreNamed() {
        cli.succeed("init", "--encrypt", "--password-file", password);
        Result result = cli.run("snapshots");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .contains("is encrypted")
                .contains("(passphrase")
                .hasLineCount(1);
    }

    @Test
    void aWrongPassphraseIsToldAndNotShown() throws IOException {
        cli.succeed("init", "--encrypt", "--password-file", password);
        Path wrong = Files.writeString(directory.resolve("wrong"), "battery staple");
        Result result = cli.run("snapshots", "--password-file", wrong.toString());
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("opens none").doesNotContain("battery");
        assertThat(cli.run("snapshots", "--password-command", "exit 3").err()).contains("exit code 3");
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        assertThat(cli.run("snapshots", "--password-file", empty.toString()).err())
                .contains("is empty");
    }

    @Test
    void slotsComeAndGo() throws IOException {
        cli.succeed("init", "--encrypt", "--password-file", password);
        cli.succeed("key", "add", "--password-file", password, "--new-key-file", keyFile, "--label", "vault");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(keyFile))))
                .isEqualTo("rw-------");
        assertThat(cli.succeed("key", "list", "--key-file", keyFile).out()).contains("vault");

        Path next = Files.writeString(directory.resolve("next"), "battery staple");
        cli.succeed("key", "passwd", "--password-file", password, "--new-password-file", next.toString());
        assertThat(cli.run("snapshots", "--password-file", password).code()).isEqualTo(ExitCode.FAILED);
        cli.succeed("snapshots", "--password-file", next.toString());

        List<String> lines =
                cli.succeed("key", "list", "--key-file", keyFile).out().lines().toList();
        for (String line : lines) {
            if (line.contains("passphrase")) {
                cli.succeed("key", "remove", line.substring(0, 10), "--key-file", keyFile);
            }
        }
        String last = ids("--key-file", keyFile).get(0);
        assertThat(cli.run("key", "remove", last, "--key-file", keyFile).err()).contains("is the last one");
        assertThat(cli.run("key", "remove", "ffffffffffffffff", "--key-file", keyFile)
                        .code())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aKeyPairOpensWhatItsPublicHalfWasAddedTo() {
        cli.succeed("init", "--encrypt", "--password-file", password);
        String pair = directory.resolve("pair").toString();
        cli.run("key", "new-pair", "--output", pair);
        cli.succeed("key", "add", "--password-file", password, "--new-public-key-file", pair + ".pub");
        cli.succeed("snapshots", "--private-key-file", pair);
    }

    @Test
    void theMasterKeyIsReplacedAndTheSlotsThatAreNotNamedGo() {
        cli.succeed("init", "--encrypt", "--password-file", password);
        cli.succeed("backup", cli.source.toString(), "--password-file", password);
        cli.succeed("key", "add", "--password-file", password, "--new-key-file", keyFile);
        String kept = cli.succeed("key", "list", "--key-file", keyFile)
                .out()
                .lines()
                .filter(line -> line.contains("key-file"))
                .findFirst()
                .orElseThrow()
                .substring(0, 32);
        assertThat(cli.succeed("key", "rotate", kept, "--key-file", keyFile).out())
                .contains("1 of 2 key slots stay");
        assertThat(cli.run("snapshots", "--password-file", password).code()).isEqualTo(ExitCode.FAILED);
        cli.succeed("backup", cli.source.toString(), "--key-file", keyFile);
        cli.succeed("check", "--read-data", "--key-file", keyFile);
    }

    @Test
    void aWriteKeyStoresAndReadsNothing() {
        cli.succeed("init", "--encrypt", "--password-file", password);
        String writeKey = directory.resolve("write").toString();
        cli.succeed("key", "write-key", "--password-file", password, "--output", writeKey);
        cli.succeed("backup", cli.source.toString(), "--write-key-file", writeKey);
        assertThat(cli.run("snapshots", "--write-key-file", writeKey).err()).contains("can only write");
        assertThat(cli.succeed("snapshots", "--password-file", password).out()).contains("source");
    }

    @Test
    void aKeyWithoutEncryptionIsAMistake() {
        assertThat(cli.run("init", "--password-file", password).code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("init", "--encrypt", "--cipher", "rot13", "--password-file", password)
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.repository).doesNotExist();
        cli.succeed("init");
        assertThat(cli.run("key", "list").code()).isEqualTo(ExitCode.FAILED);
    }
}
