package io.coffer.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.Progress;
import io.coffer.backup.source.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an export promises, whatever the format. */
class ArchiveExportTest {
    @TempDir
    private Path directory;

    private Path source;

    @BeforeEach
    void make() throws IOException {
        source = directory.resolve("in");
        Files.createDirectories(source.resolve("documents/letters"));
        Files.createDirectories(source.resolve("pictures"));
        Files.writeString(source.resolve("documents/letters/one.txt"), "one");
        Files.writeString(source.resolve("documents/two.txt"), "two");
        byte[] picture = new byte[300_000];
        new Random(1).nextBytes(picture);
        Files.write(source.resolve("pictures/three.png"), picture);
    }

    private static List<String> names(byte[] tar) throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void theSameSnapshotGivesTheSameBytes(ArchiveFormat format) throws IOException {
        TimeZone zone = TimeZone.getDefault();
        try (Exports exports = new Exports(directory, source)) {
            byte[] first = exports.bytes(format);
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
            assertThat(exports.bytes(format)).isEqualTo(first);
            assertThat(first.length).isGreaterThan(300_000);
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void chosenPathsComeWithTheDirectoriesThatLeadThere() throws IOException {
        try (Exports exports = new Exports(directory, source)) {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            ArchiveResult result = exports.export(ArchiveFormat.TAR)
                    .include("/documents/letters", "*.png")
                    .to(archive)
                    .run();
            assertThat(names(archive.toByteArray()))
                    .containsExactly(
                            "documents/",
                            "documents/letters/",
                            "documents/letters/one.txt",
                            "pictures/",
                            "pictures/three.png");
            assertThat(result.files()).isEqualTo(2);
            assertThat(result.directories()).isEqualTo(3);
            assertThat(result.bytes()).isEqualTo(300_003);
            assertThat(result.archiveBytes()).isEqualTo(archive.size());
        }
    }

    @Test
    void severalSourcesLieSideBySide() throws IOException {
        try (Exports exports = new Exports(
                directory,
                Source.directory(source.resolve("documents")),
                Source.directory(source.resolve("pictures")))) {
            assertThat(names(exports.bytes(ArchiveFormat.TAR)))
                    .containsExactly(
                            "documents/",
                            "documents/letters/",
                            "documents/letters/one.txt",
                            "documents/two.txt",
                            "pictures/",
                            "pictures/three.png");
        }
    }

    @Test
    void whatIsThereIsReplacedOnlyOnRequest() throws IOException {
        Path archive = Files.writeString(directory.resolve("a.tar"), "precious");
        try (Exports exports = new Exports(directory, source)) {
            assertThatThrownBy(
                            () -> exports.export(ArchiveFormat.TAR).to(archive).run())
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("it is there already");
            assertThat(archive).hasContent("precious");
            exports.export(ArchiveFormat.TAR).to(archive).replaceExisting().run();
            assertThat(names(Files.readAllBytes(archive))).hasSize(6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureLeavesNothingBehindAndEndsNothing(ArchiveFormat format) throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        OutputFilter failing = out -> new FilterOutputStream(out) {
            private long count;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                count += length;
                if (count > 150_000) {
                    throw new IOException("the pipe broke");
                }
                out.write(bytes, offset, length);
            }

            @Override
            public void close() {
                ended.set(true);
            }
        };
        try (Exports exports = new Exports(directory, source)) {
            Path target = Files.createDirectory(directory.resolve("target"));
            ArchiveExport export =
                    exports.export(format).through(failing).to(target.resolve("a." + format.extension()));
            assertThatThrownBy(export::run).hasMessageContaining("the pipe broke");
            assertThat(target).isEmptyDirectory();
            assertThat(ended).isFalse();
        }
    }

    @Test
    void aFilterSeesTheWholeArchiveAndItsEnd() throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        OutputFilter flipping = out -> new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                out.write(~value);
            }

            @Override
            public void close() throws IOException {
                ended.set(true);
                out.close();
            }
        };
        try (Exports exports = new Exports(directory, source)) {
            byte[] plain = exports.bytes(ArchiveFormat.TAR_ZST);
            ByteArrayOutputStream filtered = new ByteArrayOutputStream();
            exports.export(ArchiveFormat.TAR_ZST).through(flipping).to(filtered).run();
            byte[] back = filtered.toByteArray();
            for (int i = 0; i < back.length; i++) {
                back[i] = (byte) ~back[i];
            }
            assertThat(back).isEqualTo(plain);
            assertThat(ended).isTrue();
        }
    }

    @Test
    void anInterruptionEndsIt() throws IOException {
        try (Exports exports = new Exports(directory, source)) {
            Path archive = directory.resolve("a.tar");
            Thread.currentThread().interrupt();
            assertThatThrownBy(
                            () -> exports.export(ArchiveFormat.TAR).to(archive).run())
                    .isInstanceOfAny(OperationInterruptedException.class, IOException.class);
            Thread.interrupted();
            assertThat(archive).doesNotExist();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void progressIsToldAtTheEnd() throws IOException {
        List<Progress> told = new ArrayList<>();
        try (Exports exports = new Exports(directory, source)) {
            exports.export(ArchiveFormat.ZIP)
                    .onProgress(told::add)
                    .to(OutputStream.nullOutputStream())
                    .run();
        }
        Progress last = told.get(told.size() - 1);
        assertThat(last.items()).isEqualTo(6);
        assertThat(last.bytes()).isEqualTo(300_006);
    }

    @Test
    void formatsAreKnownByTheirNames() {
        assertThat(ArchiveFormat.ofFileName("A.TAR.GZ")).contains(ArchiveFormat.TAR_GZ);
        assertThat(ArchiveFormat.ofFileName("a.tgz")).contains(ArchiveFormat.TAR_GZ);
        assertThat(ArchiveFormat.ofFileName("a.tar.zst")).contains(ArchiveFormat.TAR_ZST);
        assertThat(ArchiveFormat.ofFileName("a.zip")).contains(ArchiveFormat.ZIP);
        assertThat(ArchiveFormat.ofFileName("a.gz")).isEmpty();
    }

    @Test
    void nowhereIsNoTarget() throws IOException {
        try (Exports exports = new Exports(directory, source)) {
            assertThatThrownBy(() -> exports.export(ArchiveFormat.TAR).run()).isInstanceOf(IllegalStateException.class);
        }
    }
}
