package io.coffer.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What unzip and Python make of an archive is what was backed up, but for what zip cannot hold. */
@EnabledOnOs(OS.LINUX)
class ZipFidelityTest {
    @TempDir
    private Path directory;

    private Path source;

    @BeforeEach
    void make() throws IOException {
        Shell.requireCommands("bash", "find");
        source = Files.createDirectory(directory.resolve("in"));
    }

    private ArchiveResult export() throws IOException {
        try (Exports exports = new Exports(directory, source)) {
            return exports.export(ArchiveFormat.ZIP)
                    .to(directory.resolve("a.zip"))
                    .run();
        }
    }

    @Test
    void unzipGivesNamesModesTimesLinksAndData() throws IOException {
        Shell.requireCommands("unzip");
        Shell.bash(source, """
                mkdir -p a/b empty; printf one > a/b/one; : > none; printf ü > größe
                head -c 700000 /dev/urandom > random; head -c 700000 /dev/zero > zeros
                ln -s b/one a/link; ln -s ../nowhere dangling
                chmod 0750 a; chmod 0600 random; chmod 0755 zeros
                touch -d '2001-02-03 04:05:07 UTC' random; touch -d '1975-01-01 UTC' none
                touch -d '2022-02-02 UTC' a/b a empty zeros größe; touch -d '2022-02-02 00:00:01 UTC' a/b/one
                """);
        ArchiveResult result = export();
        assertThat(result.problems()).isEmpty();
        assertThat(result.files()).isEqualTo(5);
        Shell.bash(directory, "export TZ=Asia/Tokyo; LC_ALL=C.UTF-8 unzip -q a.zip -d out");
        String state = "cd \"$1\"; find . -mindepth 1 -type l -printf '%P %y %l\\n' , ! -type l -printf"
                + " '%P %y %m %s %Ts\\n' | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum";
        assertThat(Shell.bash(directory, state, "out")).isEqualTo(Shell.bash(directory, state, "in"));
    }

    @Test
    void pythonReadsIt() throws IOException {
        Shell.requireCommands("python3");
        Shell.bash(source, "mkdir d; printf hello > d/größe; head -c 100000 /dev/zero > z; ln -s z l");
        export();
        String script = "import zipfile; z = zipfile.ZipFile('a.zip'); assert z.testzip() is None;"
                + " print([(i.filename.encode().hex(), i.file_size, oct(i.external_attr >> 28)) for i in z.infolist()])";
        assertThat(Shell.bash(directory, "python3 -c \"$1\"", script).trim())
                .isEqualTo("[('642f', 0, '0o4'), ('642f6772c3b6c39f65', 5, '0o10'), ('6c', 1, '0o12'), ('7a', 100000,"
                        + " '0o10')]");
    }

    @Test
    void whatZipCannotHoldIsSaid() throws IOException {
        Shell.requireCommands("unzip", "setfattr");
        Shell.bash(source, """
                printf x > a; ln a b; mkfifo pipe; truncate -s 1M hole; printf y > $'n\\xffä'
                touch -d '2200-01-01 UTC' late; setfattr -n user.x -v 1 a
                """);
        ArchiveResult result = export();
        assertThat(result.complete()).isFalse();
        assertThat(result.files()).isEqualTo(5);
        assertThat(result.problems())
                .filteredOn(problem -> problem.kind() == Problem.Kind.NOT_WRITTEN)
                .extracting(Problem::path)
                .containsExactly("pipe");
        assertThat(result.problems())
                .filteredOn(problem -> problem.kind() == Problem.Kind.NOT_KEPT)
                .extracting(Problem::message)
                .anyMatch(said -> said.startsWith("hard links"))
                .anyMatch(said -> said.startsWith("holes"))
                .anyMatch(said -> said.startsWith("extended attributes"))
                .anyMatch(said -> said.startsWith("times before 1901"))
                .anyMatch(said -> said.startsWith("its name is not UTF-8"))
                .hasSize(5);
        assertThat(Shell.bash(directory, "LC_ALL=C.UTF-8 unzip -Z1 a.zip"))
                .contains("n%FF")
                .doesNotContain("pipe");
    }
}
