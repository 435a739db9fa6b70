package io.coffer.backup.posix;

import static io.coffer.backup.posix.Requirements.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.FileStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a file is what the JDK tells of it. */
@EnabledOnOs(OS.LINUX)
class StatusTest {
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private final PosixFiles posix = new PosixFiles();

    @TempDir
    Path directory;

    private void assertSame(Path path) throws IOException {
        Map<String, Object> jdk = Files.readAttributes(
                path, "unix:mode,ino,dev,rdev,nlink,uid,gid,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
        FileStatus status = posix.status(path);
        require(status != null, "a kernel and a C library with statx");
        assertThat(status)
                .isEqualTo(new FileStatus(
                        (Integer) jdk.get("mode"),
                        (Integer) jdk.get("uid") & 0xffffffffL,
                        (Integer) jdk.get("gid") & 0xffffffffL,
                        (Long) jdk.get("size"),
                        ((FileTime) jdk.get("lastModifiedTime")).toInstant(),
                        ((FileTime) jdk.get("ctime")).toInstant(),
                        ((Number) jdk.get("ino")).longValue(),
                        ((Number) jdk.get("dev")).longValue(),
                        ((Number) jdk.get("nlink")).longValue(),
                        ((Number) jdk.get("rdev")).longValue()));
    }

    @Test
    void filesOfAllTypes() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[12_345]);
        Files.createLink(directory.resolve("other name"), file);
        Files.setAttribute(file, "unix:mode", 04751);
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("not there"));
        posix.makeNode(directory.resolve("pipe"), PIPE | 0622, 0);
        posix.makeNode(directory.resolve("socket"), SOCKET | 0600, 0);

        for (String name : new String[] {"file", "other name", "link", "dangling", "pipe", "socket"}) {
            assertSame(directory.resolve(name));
        }
        assertSame(directory);
        assertSame(Path.of("/dev/null"));
        assertThat(posix.status(link).mode() & 0170000).isEqualTo(0120000);
        assertThat(posix.status(dangling).size()).isEqualTo("not there".length());
        assertThat(posix.status(file).links()).isEqualTo(2);
    }

    @Test
    void timesBeforeAndAfterTheEpoch() throws IOException {
        for (String time :
                new String[] {"1931-05-05T01:02:03.999999999Z", "1970-01-01T00:00:00Z", "2261-01-01T00:00:00.1Z"}) {
            Path file = Files.createFile(directory.resolve(time));
            posix.setModified(file, Instant.parse(time));
            assertSame(file);
        }
    }

    @Test
    void aTimeWhoseNanosecondsTheJdkDoesNotTell() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Instant time = Instant.parse("2345-01-01T00:00:00.000000001Z");
        posix.setModified(file, time);
        assertThat(posix.status(file).modified()).isEqualTo(time);
    }

    @Test
    void aNameThatIsNoText() throws IOException {
        Path file = Path.of(URI.create(directory.toUri() + "%FF%80"));
        Files.write(file, new byte[3]);
        assertSame(file);
    }

    @Test
    void manyCallsAndThenByTheFasterWay() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[7]);
        for (int i = 0; i < 25_000; i++) {
            posix.status(file);
        }
        assertSame(file);
        assertThatThrownBy(() -> posix.status(directory.resolve("gone"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsNotThere() {
        assertThatThrownBy(() -> posix.status(directory.resolve("gone")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("gone");
    }
}
