package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coffer.examples.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ExportTest {
    @TempDir
    private Path directory;

    private CliFixture cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CliFixture(directory);
        cli.write("a.txt", "some text\n");
        cli.write("inner/b.txt", "other text\n");
        cli.succeed("init");
        cli.succeed("backup", cli.source.toString());
    }

    private String bash(String script) throws IOException {
        Process process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as(output).isZero();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
        return output;
    }

    /** Where everything must be tested, nothing may be missing. */
    private static void assumeGpg() {
        boolean there =
                Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, "gpg")));
        if (!there) {
            System.err.println("SKIPPED, for want of the command gpg");
            assertThat(System.getenv("CI")).as("gpg is missing: install gnupg").isNotEqualTo("true");
        }
        assumeTrue(there, "gpg");
    }

    @Test
    void tarReadsIt() throws IOException {
        Path file = directory.resolve("out.tar.gz");
        Result result = cli.succeed("export", "latest", "--output", file.toString());
        assertThat(result.out())
                .matches("exported [0-9a-f]{8} to \\S+out.tar.gz: 2 files, 21 B; .* written, took .*\\R");
        assertThat(bash("tar -tzf out.tar.gz").lines()).containsExactly("a.txt", "inner/", "inner/b.txt");
        assertThat(cli.run("export", "latest", "--output", file.toString()))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ExitCode.FAILED))
                .satisfies(refused -> assertThat(refused.err()).contains("it is there already"));
        cli.succeed("export", "latest", "-o", file.toString(), "--replace", "--include", "inner/**");
        assertThat(bash("tar -xzOf out.tar.gz inner/b.txt")).isEqualTo("other text\n");
        assertThat(bash("tar -tzf out.tar.gz")).doesNotContain("a.txt");
    }

    @Test
    void namesTellSourceAndTimeWhereNoneIsGiven() throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        Result result = cli.succeed("export", "latest", "--output", target.toString(), "--format", "zip", "--json");
        try (Stream<Path> files = Files.list(target)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            assertThat(names).singleElement().asString().matches("source-\\d{8}T\\d{6}Z\\.zip");
            assertThat(result.json())
                    .containsEntry("file", target.resolve(names.get(0)).toString())
                    .containsEntry("format", "zip")
                    .containsEntry("encrypted", false)
                    .containsEntry("files", 2L);
        }
    }

    @Test
    void gpgOpensWhatWasEncryptedWithAPassphrase() throws IOException {
        assumeGpg();
        Path passphrase = Files.writeString(directory.resolve("passphrase"), "größer als gedacht\nsecond line\n");
        Result result = cli.succeed(
                "export",
                "latest",
                "-o",
                directory.resolve("out.tar.gpg").toString(),
                "--gpg-passphrase-file",
                passphrase.toString());
        assertThat(result.out()).contains(", encrypted;").doesNotContain("gedacht");
        assertThat(
                        bash(
                                "export GNUPGHOME=$(mktemp -d) LC_ALL=C.UTF-8; trap 'gpgconf --kill all; rm -rf $GNUPGHOME' EXIT;"
                                        + " gpg -q --batch --pinentry-mode loopback --passphrase-fd 3 -d out.tar.gpg 3<passphrase | tar -xO a.txt"))
                .isEqualTo("some text\n");
    }

    @Test
    void gpgOpensWhatWasEncryptedToAKey() throws IOException {
        assumeGpg();
        bash("mkdir -m 700 g; export GNUPGHOME=$PWD/g; trap 'gpgconf --kill all' EXIT;"
                + " gpg -q --batch --passphrase '' --quick-gen-key ada@example.org future-default default never;"
                + " gpg -q --batch --armor --export ada@example.org > key.asc");
        cli.succeed(
                "export",
                "latest",
                "-o",
                directory.resolve("out.tar.zst.asc").toString(),
                "--gpg-recipient",
                directory.resolve("key.asc").toString());
        assertThat(bash("export GNUPGHOME=$PWD/g; trap 'gpgconf --kill all' EXIT; head -1 out.tar.zst.asc;"
                        + " gpg -q --batch -d out.tar.zst.asc | zstd -dc | tar -xO inner/b.txt"))
                .isEqualTo("-----BEGIN PGP MESSAGE-----\nother text\n");
    }

    @Test
    void wrongOptionsAreSaid() throws IOException {
        assertThat(cli.run("export", "latest", "-o", "x", "--format", "rar").err())
                .contains("expected tar, tar.gz, tar.zst, tar.xz or zip, found \"rar\"");
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path out = directory.resolve("out.tar");
        assertThat(cli.run("export", "latest", "-o", out.toString(), "--gpg-passphrase-file", empty.toString())
                        .err())
                .contains("has no passphrase in its first line");
        assertThat(cli.run("export", "latest", "-o", out.toString(), "--gpg-recipient", empty.toString())
                        .err())
                .contains("holds no OpenPGP keys");
        assertThat(out).doesNotExist();
    }
}
