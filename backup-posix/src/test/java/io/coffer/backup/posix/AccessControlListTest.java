package io.coffer.backup.posix;

import static io.coffer.backup.posix.Requirements.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Access control lists travel as attributes; {@code setfacl} and {@code getfacl} say whether they arrive. */
@EnabledOnOs(OS.LINUX)
class AccessControlListTest {
    private final PosixFiles posix = new PosixFiles();

    @TempDir
    Path directory;

    @BeforeEach
    void needTools() throws Exception {
        Requirements.requireCommands("setfacl", "getfacl");
        Path probe = Files.createFile(directory.resolve("probe"));
        try {
            Child.run("setfacl", "-m", "u:1234:r", probe.toString());
        } catch (AssertionError e) {
            require(false, "access control lists in " + directory);
        }
    }

    @Test
    void accessList() throws Exception {
        Path from = Files.createFile(directory.resolve("from"));
        Path to = Files.createFile(directory.resolve("to"));
        Child.run("setfacl", "-m", "u:1234:rw,g:2345:r,m::rw", from.toString());
        assertThat(posix.extendedAttributes(from)).containsKey("system.posix_acl_access");
        copy(from, to, "rw-rw-r--");
        assertThat(list(to)).isEqualTo(list(from)).contains("user:1234:rw-", "group:2345:r--");
    }

    @Test
    void defaultList() throws Exception {
        Path from = Files.createDirectory(directory.resolve("from"));
        Path to = Files.createDirectory(directory.resolve("to"));
        Child.run("setfacl", "-d", "-m", "u:1234:rwx,g:2345:rx", from.toString());
        assertThat(posix.extendedAttributes(from)).containsKey("system.posix_acl_default");
        copy(from, to, "rwxr-xr-x");
        assertThat(list(to)).isEqualTo(list(from)).contains("default:user:1234:rwx");
        Path inside = Files.createFile(to.resolve("inside"));
        assertThat(list(inside)).contains("user:1234:rwx");
    }

    @Test
    void removingTheList() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Child.run("setfacl", "-m", "u:1234:rw", file.toString());
        posix.removeExtendedAttribute(file, "system.posix_acl_access");
        assertThat(list(file)).doesNotContain("1234");
        assertThat(posix.extendedAttributes(file)).doesNotContainKey("system.posix_acl_access");
    }

    @Test
    void defaultListDoesNotChangeTheModeOfNodes() throws Exception {
        Path parent = Files.createDirectory(directory.resolve("parent"));
        Child.run("setfacl", "-d", "-m", "u::rwx,g::-,o::-", parent.toString());
        Path pipe = parent.resolve("pipe");
        posix.makeNode(pipe, 0010644, 0);
        assertThat((int) Files.getAttribute(pipe, "unix:mode")).isEqualTo(0010644);
    }

    private void copy(Path from, Path to, String permissions) throws IOException {
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(permissions));
        for (Map.Entry<String, byte[]> entry : posix.extendedAttributes(from).entrySet()) {
            posix.setExtendedAttribute(to, entry.getKey(), entry.getValue());
        }
    }

    private static String list(Path path) throws Exception {
        return Child.run("getfacl", "-cnp", path.toString());
    }
}
