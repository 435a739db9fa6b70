package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.coffer.backup.Problem;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.tests.fidelity.MovingSource.MovingFile;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems that are not the default one: what they cannot do is said, and all else works. */
class MemoryFileSystemsTest {
    private static final Instant TIME = Instant.parse("2020-02-02T02:02:02.123456789Z");

    @TempDir
    private Path directory;

    static Stream<Arguments> kinds() {
        Configuration unix = Configuration.unix();
        return Stream.of(
                Arguments.of(unix, "permissions and owners"),
                Arguments.of(
                        unix.toBuilder()
                                .setAttributeViews("basic", "owner", "posix")
                                .build(),
                        "numbers of owners"),
                Arguments.of(
                        unix.toBuilder()
                                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                                .build(),
                        "extended attributes"),
                Arguments.of(Configuration.osX(), "permissions and owners"),
                Arguments.of(Configuration.windows(), "permissions and owners"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aBackupSaysWhatIsNotKeptAndKeepsTheRest(Configuration kind, String notKept) throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(kind);
                Vault vault = new Vault(directory)) {
            Path source = Files.createDirectories(memory.getPath("work", "source", "d", "\u00e4"));
            Files.writeString(source.resolve("file"), "data");
            Files.createSymbolicLink(source.resolve("link"), memory.getPath("file"));
            Files.setLastModifiedTime(source.resolve("file"), FileTime.from(TIME));

            Snapshot snapshot = vault.backup(memory.getPath("work", "source"));

            assertThat(snapshot.manifest().complete()).isTrue();
            assertThat(snapshot.manifest().problems())
                    .allSatisfy(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_KEPT))
                    .anySatisfy(problem -> assertThat(problem.message()).contains(notKept));

            Path target = memory.getPath("work", "target");
            RestoreResult result = vault.restore(snapshot, target);
            assertThat(result.complete()).isTrue();
            Path restored = target.resolve("d").resolve("\u00e4");
            assertThat(restored.resolve("file")).hasContent("data");
            assertThat(Files.getLastModifiedTime(restored.resolve("file")).toInstant())
                    .isEqualTo(TIME);
            assertThat(Files.readSymbolicLink(restored.resolve("link")).toString())
                    .isEqualTo("file");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatComesFromAnotherFileSystemIsRestoredAsFarAsPossible(Configuration kind, String notKept)
            throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        Shell.requireCommands("bash");
        Shell.bash(source, "mkdir d; echo x > d/x; ln d/x d/y; ln -s x d/link; mkfifo pipe; chmod 0700 d/x");
        try (FileSystem memory = Jimfs.newFileSystem(kind);
                Vault vault = new Vault(directory)) {
            Path target = memory.getPath("work", "target");
            RestoreResult result = vault.restore(vault.backupWhole(source), target);
            assertThat(result.problems())
                    .anySatisfy(problem -> assertThat(problem.toString()).startsWith("pipe: "));
            assertThat(result.complete()).isFalse();
            assertThat(target.resolve("d").resolve("x")).hasContent("x");
            assertThat(target.resolve("d").resolve("y")).hasContent("x");
            assertThat(Files.isSymbolicLink(target.resolve("d").resolve("link")))
                    .isTrue();
        }
    }

    @Test
    void namesThatMeanMoreElsewhereLeadNowhere() throws IOException {
        MovingSource hostile = new MovingSource(
                new MovingFile("..\\..\\outside", 1),
                new MovingFile("C:\\absolute", 1),
                new MovingFile("C:", 1),
                new MovingFile("in\\side", 1),
                new MovingFile("\\rooted", 1),
                new MovingFile("plain", 1));
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.windows());
                Vault vault = new Vault(directory)) {
            Path target = memory.getPath("C:\\work\\deep\\target");
            RestoreResult result =
                    vault.restore(vault.repository().backup(hostile).run(), target);
            assertThat(result.complete()).isFalse();
            assertThat(result.problemCount()).isEqualTo(5);
            assertThat(result.problems())
                    .allSatisfy(problem -> assertThat(problem.message()).contains("name is impossible"));
            try (Stream<Path> all = Files.walk(memory.getPath("C:\\"))) {
                assertThat(all.filter(Files::isRegularFile).map(Path::toString))
                        .containsExactly("C:\\work\\deep\\target\\plain");
            }
        }
    }

    @Test
    void aHostileTargetOfALinkIsAProblemOfThatLinkAlone() throws IOException {
        MovingSource hostile = new MovingSource(new ZeroLink(), new MovingFile("plain", 1));
        try (Vault vault = new Vault(directory)) {
            RestoreResult result =
                    vault.restore(vault.repository().backup(hostile).run(), directory.resolve("target"));
            assertThat(result.problems()).extracting(Problem::path).containsExactly("link");
            assertThat(directory.resolve("target/plain")).exists();
            assertThat(directory.resolve("target")).isDirectoryNotContaining("glob:**.part");
        }
    }

    private record ZeroLink() implements io.coffer.backup.source.SourceEntry {
        @Override
        public EntryName name() {
            return EntryName.of("link");
        }

        @Override
        public io.coffer.backup.model.EntryAttributes attributes() {
            return io.coffer.backup.model.EntryAttributes.of(EntryType.SYMLINK, 0, TIME);
        }

        @Override
        public byte[] linkTarget() {
            return new byte[] {'a', 0, 'b'};
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesThatAreOneToTheTargetDoNotOverwriteEachOther(boolean windows) throws IOException {
        try (FileSystem target = Jimfs.newFileSystem(windows ? Configuration.windows() : Configuration.osX());
                Vault vault = new Vault(directory)) {
            Path source = Files.createDirectories(directory.resolve("source"));
            Files.writeString(source.resolve("README"), "upper");
            Files.writeString(source.resolve("Readme"), "lower, and longer");
            Files.createDirectories(source.resolve("DIR"));
            Files.writeString(source.resolve("DIR/file"), "in DIR");
            Files.createDirectories(source.resolve("dir"));
            Files.writeString(source.resolve("dir/file"), "in dir");
            Files.createSymbolicLink(source.resolve("LINK"), Path.of("README"));
            Files.writeString(source.resolve("link"), "no link");
            Files.writeString(source.resolve("other"), "other");
            Snapshot snapshot = vault.backup(source);
            Path restored = target.getPath("restored").toAbsolutePath();

            RestoreResult result = vault.restore(snapshot, restored);

            assertThat(result.complete()).isFalse();
            assertThat(result.problems())
                    .filteredOn(problem -> problem.kind() == Problem.Kind.NOT_WRITTEN)
                    .extracting(Problem::path)
                    .containsExactlyInAnyOrder("Readme", "dir", "link");
            assertThat(result.problems())
                    .extracting(Problem::message)
                    .anySatisfy(message -> assertThat(message).contains("restore it to another place"));
            assertThat(restored.resolve("README")).hasContent("upper");
            assertThat(restored.resolve("DIR/file")).hasContent("in DIR");
            assertThat(restored.resolve("other")).hasContent("other");
            assertThat(Files.isSymbolicLink(restored.resolve("LINK"))).isTrue();
            RestoreResult again = vault.repository()
                    .restore(snapshot)
                    .to(restored)
                    .onConflict(io.coffer.backup.RestoreOperation.Conflict.OVERWRITE)
                    .run();
            assertThat(again.problems())
                    .filteredOn(problem -> problem.kind() == Problem.Kind.NOT_WRITTEN)
                    .hasSize(3);
            assertThat(restored.resolve("README")).hasContent("upper");
        }
    }
}
