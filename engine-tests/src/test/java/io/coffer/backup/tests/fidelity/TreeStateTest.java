package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison that the other tests rely on sees each kind of difference. */
@EnabledOnOs(OS.LINUX)
class TreeStateTest {
    private static final String MAKE = """
            mkdir d; echo text > d/file; ln d/file other; ln -s target link; truncate -s 2M holes
            mknod null c 1 3; mkfifo pipe; setfattr -n user.note -v a d/file; setfacl -m u:7:r other
            find . -exec touch -h -d '2020-01-01 00:00:00.000000001' {} +
            """;

    @TempDir
    private Path directory;

    @Test
    void whatIsTheSameHasNoDifferences() throws IOException {
        assertThat(make("a").differences(make("b"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo tex2 > d/file; touch -d '2020-01-01 00:00:00.000000001' d/file | content",
                "chmod 1755 d | mode",
                "chmod 0700 . | mode",
                "chown 5 pipe | owner",
                "chown -h :5 link | owner",
                "touch -h -d '2020-01-01 00:00:00.000000002' link | modified",
                "touch -d '2020-01-01 00:00:00.000000002' . | modified",
                "ln -sfn targeT link; touch -h -d '2020-01-01 00:00:00.000000001' link . | target",
                "cp -p --remove-destination d/file other | names",
                "rm null; mknod null c 1 5 | device",
                "rm null; mknod null b 1 3 | kind",
                "setfattr -n user.note -v b other | user.note",
                "setfattr -x user.note other | user.note",
                "setfattr -n user.more -v b d | user.more",
                "setfattr -h -n trusted.more -v b link | trusted.more",
                "setfacl -m u:7:rw other | system.posix_acl_access",
                "setfacl -m d:u:7:rw d | system.posix_acl_default",
                "head -c 2097152 /dev/zero > holes | room",
                "truncate -s 3M holes | size",
                "rm pipe | became null",
                "touch $'\\xff' | null became"
            })
    void aDifferenceIsFound(String change, String found) throws IOException {
        TreeState before = make("a");
        Shell.bash(directory.resolve("a"), change);
        assertThat(before.differences(TreeState.of(directory.resolve("a"))))
                .anySatisfy(difference -> assertThat(difference).contains(found));
    }

    private TreeState make(String name) throws IOException {
        Shell.requireRoot();
        Shell.requireCommands("setfacl", "setfattr", "mknod");
        Path made = Files.createDirectory(directory.resolve(name));
        Shell.bash(made, MAKE);
        return TreeState.of(made);
    }
}
