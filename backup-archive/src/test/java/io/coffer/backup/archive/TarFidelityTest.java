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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What GNU tar makes of an archive is what was backed up. */
@EnabledOnOs(OS.LINUX)
class TarFidelityTest {
    /** Prints everything about a tree: types, modes, owners, nanoseconds, links, devices, sizes, names as bytes. */
    private static final String STATE = "cd \"$1\"; find . -mindepth 1 ! -type s -printf"
            + " '%P\\0%y %m %U %G %T@ %n %l %s\\0' | sort -z | tr '\\0' '\\n';"
            + " find . -mindepth 1 ! -type s \\( -type b -o -type c \\) -print0 | sort -z | xargs -0r stat -c '%n %t %T';"
            + " find . -type f -print0 | sort -z | xargs -0r sha256sum";

    private static final String EXTRACT = "mkdir out; tar --xattrs --xattrs-include='*' --acls -C out -xpf \"$1\"";

    @TempDir
    private Path directory;

    private Path source;

    @BeforeEach
    void make() throws IOException {
        Shell.requireCommands("bash", "tar", "find");
        source = Files.createDirectory(directory.resolve("in"));
    }

    private String extract(ArchiveFormat format) throws IOException {
        try (Exports exports = new Exports(directory, source)) {
            Path archive = directory.resolve("a." + format.extension());
            ArchiveResult result = exports.export(format).to(archive).run();
            assertThat(result.problems()).isEmpty();
            assertThat(result.complete()).isTrue();
            assertThat(result.archiveBytes()).isEqualTo(Files.size(archive));
            Shell.bash(directory, EXTRACT, archive.toString());
            assertThat(Shell.bash(directory, "ls -A in/.. | grep tmp || true")).isEmpty();
        }
        return directory.resolve("out").toString();
    }

    private void assertSame(String out) {
        assertThat(Shell.bash(directory, STATE, out)).isEqualTo(Shell.bash(directory, STATE, source.toString()));
    }

    @ParameterizedTest
    @CsvSource({"TAR", "TAR_GZ", "TAR_ZST", "TAR_XZ"})
    void namesModesTimesAndLinks(ArchiveFormat format) throws IOException {
        Shell.requireCommands("zstd", "xz");
        Shell.bash(source, """
                mkdir -p a/b empty "with blank"
                printf one > a/b/one; printf two > two; : > none
                head -c 700000 /dev/urandom > random; head -c 700000 /dev/zero > zeros
                ln -s one a/b/link; ln -s ../nowhere/at/all dangling; ln -s "$(printf 'x%.0s' {1..300})" longlink
                ln two a/hard; ln two a/harder; ln dangling hardlink-of-link
                mkfifo pipe
                long=$(printf 'n%.0s' {1..200}); mkdir -p "$long/$long"; printf deep > "$long/$long/$long"
                printf x > "$(printf 'n%.0s' {1..99})"; printf x > "$(printf 'n%.0s' {1..100})"; mkdir "$(printf 'd%.0s' {1..100})"
                printf x > $'newline\\n'; printf x > 'back\\slash'; printf x > ' leading'; printf x > '-dash'; printf ü > größe
                chmod 4755 two; chmod 1777 empty; chmod 000 none; chmod 2750 a
                touch -d '2001-02-03 04:05:06.123456789 UTC' two; touch -d '1960-01-01 00:00:00.5 UTC' none
                touch -h -d '2011-01-01 00:00:00.000000001 UTC' dangling; touch -d '2300-01-01 UTC' zeros
                touch -d '1970-01-01 UTC' random; touch -d '2020-01-01 00:00:00.9 UTC' a empty
                """);
        assertSame(extract(format));
    }

    @Test
    void namesThatAreNotText() throws IOException {
        Shell.bash(source, """
                mkdir $'d\\xff'; printf x > $'d\\xff/f\\xfe\\xfd'; ln -s $'t\\xff' $'l\\xff'
                long=$(printf 'n%.0s' {1..150}); printf x > $'d\\xff'/"$long"$'\\xff'; ln -s $'\\xff'"$long" ll
                """);
        assertSame(extract(ArchiveFormat.TAR));
    }

    @Test
    void ownersAndDevices() throws IOException {
        Shell.requireRoot();
        Shell.bash(source, """
                printf x > f; chown 3000000000:2999999999 f; printf x > g; chown 2097151:2097152 g
                printf x > h; chown daemon:bin h
                mknod c c 1 3 2>/dev/null && mknod b b 259 70000 || true
                """);
        assertSame(extract(ArchiveFormat.TAR));
    }

    @Test
    void extendedAttributesAndAccessControlLists() throws IOException {
        Shell.requireCommands("setfattr", "getfattr", "setfacl", "getfacl");
        Shell.bash(source, """
                mkdir d; printf x > d/f; printf y > g
                setfattr -n user.text -v value d/f; setfattr -n user.binary -v 0x00ff0a3d00 d/f
                setfattr -n 'user.with=sign%' -v 1 g; setfattr -n user.empty g; setfattr -n user.dir -v 2 d
                setfacl -m u:1234:rw,g:4321:r d/f; setfacl -d -m u:99:rwx d
                """);
        String state = "cd \"$1\"; getfattr -R -h -d -m '^user' -e hex . | sort; getfacl -R -n . ";
        String out = extract(ArchiveFormat.TAR_GZ);
        assertSame(out);
        assertThat(Shell.bash(directory, state, out)).isEqualTo(Shell.bash(directory, state, source.toString()));
        assertThat(Shell.bash(directory, state, out))
                .contains("user.binary=0x00ff0a3d00", "user:1234:rw-", "default:user:99");
    }

    @Test
    void holesStayHoles() throws IOException {
        Shell.bash(source, """
                truncate -s 30M hole; printf data > start; truncate -s 20M start
                truncate -s 10M end; printf data >> end
                for i in {1..60}; do printf $i | dd of=many bs=1 seek=$((i * 200000)) conv=notrunc status=none; done
                mkdir d; long=$(printf 'n%.0s' {1..120}); cp --sparse=always many d/"$long"
                """);
        String out = extract(ArchiveFormat.TAR);
        assertSame(out);
        assertThat(Files.size(directory.resolve("a.tar"))).isLessThan(4_000_000);
        assertThat(Long.parseLong(
                        Shell.bash(directory, "du -sk \"$1\" | cut -f1", out).trim()))
                .isLessThan(10_000);
    }

    @Test
    void filesBeyondEightGigabytesAndTheirSizes() throws IOException {
        Shell.bash(source, "truncate -s 9G huge; printf x | dd of=huge bs=1 seek=9000000000 conv=notrunc status=none");
        String out = extract(ArchiveFormat.TAR);
        assertThat(Shell.bash(
                        directory, "stat -c %s out/huge; dd if=out/huge bs=1 skip=9000000000 count=1 status=none"))
                .isEqualTo("9663676416\nx");
        assertThat(out).isNotEmpty();
    }

    @Test
    void socketsAreNamedAsMissing() throws IOException {
        Shell.requireCommands("python3");
        Shell.bash(source, "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"s\")'; printf x > f");
        try (Exports exports = new Exports(directory, source)) {
            ArchiveResult result = exports.export(ArchiveFormat.TAR)
                    .to(directory.resolve("a.tar"))
                    .run();
            assertThat(result.complete()).isFalse();
            assertThat(result.files()).isEqualTo(1);
            assertThat(result.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_WRITTEN);
                assertThat(problem.path()).isEqualTo("s");
            });
        }
        Shell.bash(directory, EXTRACT, "a.tar");
        assertSame("out");
    }
}
