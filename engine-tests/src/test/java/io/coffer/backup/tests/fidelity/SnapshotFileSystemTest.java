package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A snapshot seen as a file system must show what the directory showed that it was taken of. */
@EnabledOnOs(OS.LINUX)
class SnapshotFileSystemTest {
    private static final long SEED = 1234;

    @TempDir
    private Path directory;

    private Path source;
    private byte[] large;
    private Vault vault;
    private FileSystem snapshot;

    @BeforeEach
    void backUp() throws IOException {
        source = Files.createDirectories(directory.resolve("source"));
        large = new byte[6_000_000];
        System.out.println("seed: " + SEED);
        new Random(SEED).nextBytes(large);
        Files.write(source.resolve("large"), large);
        Files.createDirectories(source.resolve("a/b/empty"));
        Files.writeString(source.resolve("a/b/text.txt"), "hello");
        Files.write(source.resolve("a/none"), new byte[0]);
        Files.createSymbolicLink(source.resolve("a/up"), Path.of("../large"));
        Files.createSymbolicLink(source.resolve("todir"), Path.of("a/b"));
        Files.createSymbolicLink(source.resolve("absolute"), Path.of("/a/b/text.txt"));
        Files.createSymbolicLink(source.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("nowhere"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(5_000_000);
            sparse.seek(1_000_000);
            sparse.write(large, 0, 700_000);
            sparse.seek(4_000_000);
            sparse.write(7);
        }
        Files.setPosixFilePermissions(source.resolve("a/b/text.txt"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(source.resolve("a/b/text.txt"), FileTime.fromMillis(1_234_567_890_123L));
        Shell.bash(source, "printf x > $'not\\xffutf8'; printf y > $'\\xc3\\xa4'");
        vault = new Vault(directory);
        Snapshot made = vault.backup(source);
        snapshot = made.fileSystem();
    }

    @AfterEach
    void close() throws IOException {
        vault.close();
    }

    private static Map<String, String> describe(Path root) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                PosixFileAttributes attributes =
                        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String name = path.getFileSystem() == root.getFileSystem()
                        ? root.relativize(path).toString()
                        : path.toString();
                String text = new TreeMap<>(
                                Files.readAttributes(path, "unix:mode,ino,nlink,uid,gid", LinkOption.NOFOLLOW_LINKS))
                        + " " + attributes.lastModifiedTime() + " "
                        + PosixFilePermissions.toString(attributes.permissions()) + " "
                        + attributes.owner().getName() + " "
                        + attributes.group().getName();
                if (attributes.isSymbolicLink()) {
                    text += " to " + Files.readSymbolicLink(path);
                } else if (attributes.isRegularFile()) {
                    text += " " + attributes.size() + " " + Arrays.hashCode(Files.readAllBytes(path));
                }
                // The JDK has other text for a byte that is not UTF-8.
                entries.put(name.replaceAll("[^\\x20-\\x7e]+", "?"), text);
            }
        }
        return entries;
    }

    @Test
    void showsTheSameTreeAsTheDirectory() throws IOException {
        assertThat(describe(snapshot.getPath("/"))).isEqualTo(describe(source));
        assertThat(describe(snapshot.getPath("a"))).isEqualTo(describe(source.resolve("a")));
    }

    @Test
    void copiesOutWithTheMeansOfTheJdk() throws IOException {
        Path target = directory.resolve("copy");
        Files.copy(snapshot.getPath("large"), target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(target).hasBinaryContent(large);
        assertThat(Files.getLastModifiedTime(target).toMillis())
                .isEqualTo(Files.getLastModifiedTime(source.resolve("large")).toMillis());
        assertThat(Files.mismatch(snapshot.getPath("/sparse"), source.resolve("sparse")))
                .isEqualTo(-1);
        assertThat(Files.readString(snapshot.getPath("/a/b/../b/./text.txt"))).isEqualTo("hello");
        assertThat(Files.readAllLines(snapshot.getPath("todir", "text.txt"))).containsExactly("hello");
        assertThat(Files.size(snapshot.getPath("a/up"))).isEqualTo(large.length);
        assertThat(Files.readString(snapshot.getPath("absolute"))).isEqualTo("hello");
    }

    @Test
    void aSnapshotCanBeBackedUpAgain() throws IOException {
        Snapshot again = vault.repository()
                .backup(io.coffer.backup.source.Source.directory(snapshot.getPath("/a")))
                .run();
        assertThat(again.find("b/text.txt").attributes().size()).isEqualTo(5);
        assertThat(again.manifest().complete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"large", "sparse"})
    void aChannelReadsAtAnyPlace(String name) throws IOException {
        byte[] expected = Files.readAllBytes(source.resolve(name));
        Random random = new Random(SEED);
        try (SeekableByteChannel channel = Files.newByteChannel(snapshot.getPath(name))) {
            assertThat(channel.size()).isEqualTo(expected.length);
            for (int i = 0; i < 60; i++) {
                int at = random.nextInt(expected.length);
                ByteBuffer buffer = ByteBuffer.allocate(Math.min(random.nextInt(1, 400_000), expected.length - at));
                channel.position(at);
                while (buffer.hasRemaining()) {
                    assertThat(channel.read(buffer)).isPositive();
                }
                assertThat(channel.position()).isEqualTo(at + buffer.capacity());
                assertThat(buffer.array()).isEqualTo(Arrays.copyOfRange(expected, at, at + buffer.capacity()));
            }
            assertThat(channel.position(expected.length).read(ByteBuffer.allocate(1)))
                    .isEqualTo(-1);
            assertThat(channel.position(Long.MAX_VALUE).read(ByteBuffer.allocate(1)))
                    .isEqualTo(-1);
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
        }
        try (SeekableByteChannel none = Files.newByteChannel(snapshot.getPath("a/none"))) {
            assertThat(none.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void namesThatAreNotTextLeadBackToTheirEntry() throws IOException {
        List<Path> odd = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(snapshot.getPath("/"), "*not*")) {
            entries.forEach(odd::add);
        }
        assertThat(odd).hasSize(1);
        Path again = snapshot.getPath(odd.get(0).toString());
        assertThat(Files.readString(again)).isEqualTo("x");
        assertThat(again.toUri().toString()).endsWith("/not%FFutf8");
        assertThat(Files.readString(snapshot.getPath("\u00e4"))).isEqualTo("y");
    }

    @Test
    void whatIsNotThereIsToldAsByOtherFileSystems() {
        assertThatThrownBy(() -> Files.size(snapshot.getPath("/a/x"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.size(snapshot.getPath("/large/x"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.size(snapshot.getPath("/dangling"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.size(snapshot.getPath("/loop"))).isInstanceOf(FileSystemLoopException.class);
        assertThatThrownBy(() -> Files.newDirectoryStream(snapshot.getPath("/large")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.readSymbolicLink(snapshot.getPath("/large")))
                .isInstanceOf(NotLinkException.class);
        assertThat(Files.exists(snapshot.getPath("/a/x"))).isFalse();
        assertThat(Files.isWritable(snapshot.getPath("/large"))).isFalse();
        assertThat(Files.isExecutable(snapshot.getPath("/a/b/text.txt"))).isTrue();
        assertThat(Files.isExecutable(snapshot.getPath("/large"))).isFalse();
    }

    @Test
    void linksAreFollowedOnRequest() throws IOException {
        assertThat(snapshot.getPath("todir/text.txt").toRealPath()).hasToString("/a/b/text.txt");
        assertThat(snapshot.getPath("a/up").toRealPath(LinkOption.NOFOLLOW_LINKS))
                .hasToString("/a/up");
        assertThat(Files.isSameFile(snapshot.getPath("a/up"), snapshot.getPath("large")))
                .isTrue();
        try (Stream<Path> paths = Files.walk(snapshot.getPath("/todir"), FileVisitOption.FOLLOW_LINKS)) {
            assertThat(paths.map(Path::toString)).containsExactly("/todir", "/todir/empty", "/todir/text.txt");
        }
    }

    @Test
    void whateverWritesIsRefused() {
        Path file = snapshot.getPath("/large");
        Path fresh = snapshot.getPath("/fresh");
        assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.write(fresh, large)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.newByteChannel(file, StandardOpenOption.WRITE))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.createDirectory(fresh)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.createSymbolicLink(fresh, file)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.createLink(fresh, file)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.move(file, fresh)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.copy(file, fresh)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.copy(source.resolve("large"), fresh))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.setLastModifiedTime(file, FileTime.fromMillis(0)))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.setPosixFilePermissions(file, java.util.Set.of()))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThat(snapshot.isReadOnly()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "glob:*.txt, text.txt, true",
        "glob:*.txt, a/text.txt, false",
        "glob:**.txt, a/text.txt, true",
        "glob:/a/**, /a/b/c, true",
        "glob:*.{txt;md}, x.md, true",
        "glob:[a-c]?[!x], bbx, false",
        "glob:[a-c]?[!x], bby, true",
        "glob:a\\*, a*, true",
        "glob:a\\*, ab, false",
        "glob:[.-]x, -x, true",
        "regex:.*[0-9], abc1, true",
    })
    void patternsMatchAsElsewhere(String pattern, String path, boolean matches) {
        String real = pattern.replace(';', ',');
        assertThat(snapshot.getPathMatcher(real).matches(snapshot.getPath(path)))
                .isEqualTo(matches);
        assertThat(directory.getFileSystem().getPathMatcher(real).matches(Path.of(path)))
                .as("what the JDK says")
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"/a/b/c, /a/d", "a/b, a/b/c", "a, b/c", "/, /x/y", "'', a/b", "a/../b/., a", "/../x, /", "a//b/, a/b"})
    void pathsDoWhatThoseOfTheJdkDo(String one, String other) {
        Path a = snapshot.getPath(one);
        Path b = snapshot.getPath(other);
        Path x = Path.of(one);
        Path y = Path.of(other);
        assertThat(a).hasToString(x.toString());
        assertThat(a.normalize()).hasToString(x.normalize().toString());
        assertThat(a.resolve(b)).hasToString(x.resolve(y).toString());
        assertThat(a.resolveSibling(b)).hasToString(x.resolveSibling(y).toString());
        assertThat(a.normalize().relativize(b.normalize()))
                .hasToString(x.normalize().relativize(y.normalize()).toString());
        assertThat(String.valueOf(a.getParent())).isEqualTo(String.valueOf(x.getParent()));
        assertThat(String.valueOf(a.getFileName())).isEqualTo(String.valueOf(x.getFileName()));
        assertThat(String.valueOf(a.getRoot())).isEqualTo(String.valueOf(x.getRoot()));
        assertThat(a.getNameCount()).isEqualTo(x.getNameCount());
        assertThat(a.startsWith(b)).isEqualTo(x.startsWith(y));
        assertThat(b.startsWith(a)).isEqualTo(y.startsWith(x));
        assertThat(b.endsWith(a)).isEqualTo(y.endsWith(x));
        assertThat(a.equals(b)).isEqualTo(x.equals(y));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(x.compareTo(y)));
    }

    @Test
    void closingEndsWhatWasOpenedWithItAndNothingElse() throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(snapshot.getPath("large"));
        Path path = snapshot.getPath("large");
        snapshot.close();
        assertThat(snapshot.isOpen()).isFalse();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> Files.size(path)).isInstanceOf(ClosedFileSystemException.class);
        snapshot.close();
        try (FileSystem other = vault.repository().snapshot("latest").fileSystem()) {
            assertThat(Files.size(other.getPath("large"))).isEqualTo(large.length);
        }
    }
}
