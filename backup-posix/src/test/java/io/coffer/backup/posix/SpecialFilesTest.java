package io.coffer.backup.posix;

import static io.coffer.backup.posix.Requirements.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class SpecialFilesTest {
    private static final int PIPE = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int SOCKET = 0140000;

    private final PosixFiles posix = new PosixFiles();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0600, 0666, 0777, 01777, 0, 04751})
    void pipeWithExactlyThisMode(int permissions) throws IOException {
        Path pipe = directory.resolve("pipe");
        posix.makeNode(pipe, PIPE | permissions, 0);
        assertThat(mode(pipe)).isEqualTo(PIPE | permissions);
    }

    @Test
    void socket() throws IOException {
        Path socket = directory.resolve("socket");
        posix.makeNode(socket, SOCKET | 0622, 0);
        assertThat(mode(socket)).isEqualTo(SOCKET | 0622);
        assertThat(posix.extendedAttributes(socket)).doesNotContainKey("user.note");
    }

    @Test
    void characterDevice() throws IOException {
        device(CHARACTER_DEVICE | 0666, 1 << 8 | 3);
        // The number that overlay file systems use for what is deleted.
        device(CHARACTER_DEVICE, 0);
    }

    @Test
    void blockDeviceWithLargeNumbers() throws IOException {
        // Major 0xabc, minor 0xdef12, as st_rdev has them.
        device(BLOCK_DEVICE | 0640, 0xdef00000L | 0xabc << 8 | 0x12);
    }

    @Test
    void oldNameInGlibc() throws IOException {
        Path pipe = directory.resolve("pipe");
        try (Scratch scratch = Scratch.acquire()) {
            long result = Libc.xmknod(scratch.path(pipe), PIPE | 0600, 0);
            require(result != -Errno.ENOSYS, "a C library that has __xmknod");
            assertThat(result).isZero();
        }
        assertThat(mode(pipe)).isEqualTo(PIPE | 0600);
    }

    @Test
    void permissionsWithoutHelpOfTheLibrary() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (Scratch scratch = Scratch.acquire()) {
            assertThat(Libc.chmodFollowing(scratch.path(file), 01604)).isZero();
        }
        assertThat(mode(file) & 07777).isEqualTo(01604);
    }

    @Test
    void somethingIsThere() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[] {1});
        assertThatThrownBy(() -> posix.makeNode(file, PIPE | 0600, 0))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageStartingWith(file + ": cannot make a special file: ");
        assertThat(file).hasBinaryContent(new byte[] {1});
    }

    @Test
    void noDirectory() {
        Path path = directory.resolve("missing/pipe");
        assertThatThrownBy(() -> posix.makeNode(path, PIPE | 0600, 0))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(path.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0100644, 0040755, 0120777, 0644})
    void otherTypes(int mode) {
        Path path = directory.resolve("path");
        assertThatThrownBy(() -> posix.makeNode(path, mode, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0" + Integer.toOctalString(mode));
        assertThat(path).doesNotExist();
    }

    @Test
    void deviceNumberThatLinuxCannotHave() {
        Path path = directory.resolve("path");
        assertThatThrownBy(() -> posix.makeNode(path, CHARACTER_DEVICE | 0600, 1L << 32))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(path + ": device number 100000000 has more than 32 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a//b/", "//", "/x//", ".", "\u00ff\u0080//\u00c3/", "new\nline", "%41"})
    void linkWithExactlyTheseBytes(String target) throws IOException {
        byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
        Path link = directory.resolve("link");
        posix.makeSymbolicLink(link, bytes);
        // The size of a link is how long its target is.
        assertThat(Files.readAttributes(link, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .size())
                .isEqualTo(bytes.length);
        assertThat(Files.readSymbolicLink(link).toUri().getRawPath())
                .contains(bytes[0] == (byte) 0xff ? "%FF%80//%C3/" : "");
        assertThatThrownBy(() -> posix.makeSymbolicLink(link, bytes)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void linkWithoutATarget() {
        Path link = directory.resolve("link");
        assertThatThrownBy(() -> posix.makeSymbolicLink(link, new byte[0])).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> posix.makeSymbolicLink(link, new byte[] {'a', 0, 'b'}))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("cannot have a zero in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59.999999999Z", "2024-02-29T00:00:00.123456789Z", "2400-01-01T00:00:00Z"})
    void timesOfWhatCannotBeOpened(String text) throws IOException {
        Instant time = Instant.parse(text);
        Path pipe = directory.resolve("pipe");
        posix.makeNode(pipe, PIPE | 0600, 0);
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("pipe"));
        posix.setModified(link, time);
        assertThat(Files.getLastModifiedTime(pipe).toInstant()).isNotEqualTo(time);
        posix.setModified(pipe, time);
        assertThat(Files.getLastModifiedTime(pipe).toInstant()).isEqualTo(time);
        assertThat(Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS).toInstant())
                .isEqualTo(time);
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> posix.setModified(missing, time)).isInstanceOf(NoSuchFileException.class);
    }

    private void device(int mode, long number) throws IOException {
        Path path = directory.resolve("device" + number);
        try {
            posix.makeNode(path, mode, number);
        } catch (AccessDeniedException e) {
            assertThat(e).hasMessageContaining(path.toString());
            require(false, "permission to make devices");
        }
        assertThat(mode(path)).isEqualTo(mode);
        assertThat((long) Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(number);
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }
}
