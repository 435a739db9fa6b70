package io.coffer.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that other programs made, backed up and restored. */
@EnabledOnOs(OS.LINUX)
class ArchiveSourceTest {
    private static final String STATE = "cd \"$1\"; find . -mindepth 1 -printf '%P %y %m %U %G %n %l '"
            + " \\( -type d -printf '\\n' -o -printf '%s %T@\\n' \\) | sort; find . -type f -print0 | sort -z | xargs -0r sha256sum";

    @TempDir
    private Path directory;

    private Repository repository;

    @BeforeEach
    void make() throws IOException {
        Shell.requireCommands("bash", "tar", "zip", "zstd", "xz");
        repository = Repository.at(new MemoryObjectStore())
                .cacheDirectory(directory.resolve("cache"))
                .openOrCreate();
        Shell.bash(directory, """
                mkdir -p in/a/b in/empty; cd in
                printf one > a/b/one; : > none; printf ü > größe; seq 100000 > seq
                ln -s b/one a/link; chmod 0750 a; chmod 0600 seq
                touch -d '2001-02-03 04:05:06 UTC' seq; touch -h -d '2022-02-02 UTC' a/link
                touch -d '2022-02-02 00:00:02 UTC' a/b/one none größe a/b a empty
                """);
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private Snapshot backup(String archive) throws IOException {
        Snapshot snapshot = repository
                .backup(ArchiveSource.of(directory.resolve(archive))
                        .named("export")
                        .located("the exports"))
                .run();
        assertThat(snapshot.manifest().complete()).isTrue();
        return snapshot;
    }

    private String restored(Snapshot snapshot) throws IOException {
        Path target = directory.resolve("out");
        assertThat(repository.restore(snapshot).to(target).run().problems()).isEmpty();
        return Shell.bash(directory, STATE, target.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tar", "a.tar.gz", "a.tar.zst", "a.tar.xz", "a.tgz"})
    void tarComesOutAsItWentIn(String archive) throws IOException {
        Shell.bash(directory, "ln in/seq in/a/hard; ln in/seq in/a/harder; mkfifo in/pipe");
        Shell.bash(directory, "tar --format=posix -C in -caf \"$1\" .", archive);
        assertThat(restored(backup(archive))).isEqualTo(Shell.bash(directory, STATE, "in"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "ustar", "gnu", "oldgnu", "pax"})
    void everyFormatOfTarIsRead(String format) throws IOException {
        Shell.bash(directory, "touch -d @1000000000 in/*; tar --format=\"$1\" -C in -cf a.tar .", format);
        assertThat(restored(backup("a.tar"))).isEqualTo(Shell.bash(directory, STATE, "in"));
    }

    @Test
    void sparseFilesInTarAreRead() throws IOException {
        Shell.bash(directory, "truncate -s 5M in/hole; printf x >> in/hole; touch -d @1000000000 in/hole");
        for (String version : new String[] {"gnu", "posix"}) {
            Shell.bash(directory, "rm -rf out; tar --format=\"$1\" -S -C in -cf a.tar .", version);
            assertThat(restored(backup("a.tar"))).isEqualTo(Shell.bash(directory, STATE, "in"));
        }
    }

    @Test
    void zipComesOutAsItWentIn() throws IOException {
        Shell.bash(directory, "cd in; zip -q -r -y ../a.zip .");
        assertThat(restored(backup("a.zip"))).isEqualTo(Shell.bash(directory, STATE, "in"));
    }

    @Test
    void whatWeExportWeRead() throws IOException {
        for (ArchiveFormat format : ArchiveFormat.values()) {
            Shell.bash(directory, "rm -rf out");
            Path archive = directory.resolve("x." + format.extension());
            try (Exports exports = new Exports(directory.resolve("other"), directory.resolve("in"))) {
                exports.export(format).to(archive).run();
            }
            assertThat(restored(backup(archive.getFileName().toString())))
                    .isEqualTo(Shell.bash(directory, STATE, "in"));
        }
    }

    @Test
    void anotherExportOfTheSameCostsOnlyWhatChanged() throws IOException {
        Shell.bash(directory, "cd in; zip -q -r -y -9 ../first.zip .");
        backup("first.zip");
        Shell.bash(directory, "cd in; zip -q -r -y -1 ../second.zip .");
        Snapshot second = backup("second.zip");
        assertThat(second.manifest().statistics().readBytes()).isZero();
        assertThat(second.manifest().statistics().newBytes()).isZero();
        // The same size and time, but other data: exporters give all files one time.
        Shell.bash(
                directory,
                "cd in; printf two > a/b/one; touch -d '2022-02-02 00:00:02 UTC' a/b/one a/b; zip -q -r -y ../third.zip .");
        Snapshot third = backup("third.zip");
        assertThat(third.open("a/b/one").readAllBytes()).asString().isEqualTo("two");
        assertThat(third.manifest().statistics().readBytes()).isEqualTo(3);
    }

    @Test
    void nothingIsLeftOfTheTemporaryFile() throws IOException {
        Shell.bash(directory, "tar -C in -cf a.tar .");
        String count = "ls " + System.getProperty("java.io.tmpdir") + " | grep -c coffer-archive || true";
        String before = Shell.bash(directory, count);
        backup("a.tar");
        assertThat(Shell.bash(directory, count)).isEqualTo(before);
        assertThat(Files.exists(directory.resolve("a.tar"))).isTrue();
    }
}
