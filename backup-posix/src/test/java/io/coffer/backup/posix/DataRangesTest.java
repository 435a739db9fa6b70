package io.coffer.backup.posix;

import static io.coffer.backup.posix.Requirements.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.model.DataRange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class DataRangesTest {
    /** A multiple of the block size of every file system. */
    private static final int UNIT = 1 << 20;

    private final PosixFiles posix = new PosixFiles();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.createFile(directory.resolve("file"));
    }

    @Test
    void emptyFile() throws IOException {
        assertThat(posix.dataRanges(file)).isEmpty();
    }

    @Test
    void noHole() throws IOException {
        Files.write(file, new byte[UNIT + 1]);
        assertThat(posix.dataRanges(file)).containsExactly(new DataRange(0, UNIT + 1));
    }

    @Test
    void oneByte() throws IOException {
        Files.write(file, new byte[1]);
        assertThat(posix.dataRanges(file)).containsExactly(new DataRange(0, 1));
    }

    @Test
    void middleHole() throws IOException {
        requireHoles();
        write(0);
        write(3L * UNIT);
        assertThat(posix.dataRanges(file)).containsExactly(new DataRange(0, UNIT), new DataRange(3L * UNIT, UNIT));
    }

    @Test
    void leadingHole() throws IOException {
        requireHoles();
        write(2L * UNIT);
        assertThat(posix.dataRanges(file)).containsExactly(new DataRange(2L * UNIT, UNIT));
    }

    @Test
    void trailingHole() throws IOException {
        requireHoles();
        write(0);
        setSize(file, 5L * UNIT + 17);
        assertThat(posix.dataRanges(file)).containsExactly(new DataRange(0, UNIT));
    }

    @Test
    void nothingButHole() throws IOException {
        requireHoles();
        setSize(file, 5L * UNIT);
        assertThat(posix.dataRanges(file)).isEmpty();
    }

    @Test
    void beyondFourGiB() throws IOException {
        requireHoles();
        long far = 5L << 30;
        write(0);
        write(far);
        assertThat(posix.dataRanges(file)).containsExactly(new DataRange(0, UNIT), new DataRange(far, UNIT));
    }

    @Test
    void inMemoryFileSystem() throws IOException {
        Path memory = Requirements.memoryDirectory();
        file = memory.resolve("file");
        try {
            Files.createFile(file);
            write(UNIT);
            setSize(file, 3L * UNIT);
            assertThat(posix.dataRanges(file)).containsExactly(new DataRange(UNIT, UNIT));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(memory);
        }
    }

    @Test
    void fileSystemThatDoesNotTell() throws IOException {
        // Its size is said to be one page; whether seeking works, and to what end, differs from kernel to kernel.
        Path odd = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        require(Files.isReadable(odd), "a file in /sys");
        long size = Files.size(odd);
        assertThat(posix.dataRanges(odd))
                .allSatisfy(range -> assertThat(range.end()).isLessThanOrEqualTo(size));
    }

    @Test
    void closesWhatItOpens() throws IOException {
        Files.write(file, new byte[1]);
        // More than a process may have open by default.
        for (int i = 0; i < 3000; i++) {
            posix.dataRanges(file);
        }
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
                        } catch (IOException e) {
                            return false;
                        }
                    }))
                    .isEmpty();
        }
    }

    @Test
    void notARegularFile() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        Path pipe = directory.resolve("pipe");
        posix.makeNode(pipe, 0010600, 0);
        for (Path path : List.of(directory, link, pipe)) {
            assertThatThrownBy(() -> posix.dataRanges(path))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(path + ": not a regular file");
        }
    }

    @Test
    void missingFile() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> posix.dataRanges(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void smallestHolesAreForgottenWhenThereAreTooMany() {
        DataRanges.Collector collector = new DataRanges.Collector();
        long position = 0;
        int parts = 3 * DataRanges.MAXIMUM_RANGES;
        for (int i = 0; i < parts; i++) {
            collector.add(position, position + 4096);
            // A large hole after every hundredth part.
            position += 4096 + (i % 100 == 99 ? 1 << 30 : 4096);
        }
        List<DataRange> ranges = collector.list();
        assertThat(ranges).hasSizeLessThanOrEqualTo(DataRanges.MAXIMUM_RANGES);
        assertThat(ranges.get(0)).isEqualTo(new DataRange(0, 199 * 4096));
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i).offset() - ranges.get(i - 1).end()).isEqualTo(1 << 30);
        }
    }

    private void requireHoles() throws IOException {
        Path probe = directory.resolve("probe");
        Files.createFile(probe);
        setSize(probe, 8L * UNIT);
        require(posix.dataRanges(probe).isEmpty(), "a file system with holes in " + directory);
    }

    private void write(long position) throws IOException {
        byte[] data = new byte[UNIT];
        Arrays.fill(data, (byte) 1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(data), position);
        }
    }

    private static void setSize(Path path, long size) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "rw")) {
            open.setLength(size);
        }
    }
}
