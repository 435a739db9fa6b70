package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Problem;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.tests.fidelity.MovingSource.MovingFile;
import io.coffer.backup.tests.fidelity.MovingSource.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that do not stay as they are while they are backed up, and those that cannot be read. */
class ChangingFilesTest {
    @TempDir
    private Path directory;

    private Snapshot backup(MovingSource source) {
        try (Vault vault = new Vault(directory)) {
            Snapshot snapshot = vault.repository().backup(source).run();
            RestoreResult result = vault.restore(snapshot, directory.resolve("target"));
            assertThat(result.complete()).isTrue();
            assertThat(vault.repository().check().readData().run().damages()).isEmpty();
            assertThat(vault.repository().snapshots().get(0).manifest().problems())
                    .isEqualTo(snapshot.manifest().problems());
            return snapshot;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 900, 3_000_000})
    void aFileThatChangedOnceIsReadAgain(int size) {
        MovingFile file = new MovingFile("file", 1000, size);
        Snapshot snapshot = backup(new MovingSource(file));
        assertThat(snapshot.manifest().complete()).isTrue();
        assertThat(file.opened()).isEqualTo(2);
        assertThat(directory.resolve("target/file")).hasBinaryContent(MovingFile.content(1, size));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 4_000_000})
    void aFileThatNeverStaysTheSameIsReadAFewTimesAndReported(int size) throws IOException {
        MovingFile file = new MovingFile("file", size, size + 1, size - 10, size + 100, size, size + 7, size + 8, size);
        Snapshot snapshot = backup(new MovingSource(file, new MovingFile("still", 10)));
        assertThat(file.opened()).isEqualTo(3);
        assertThat(snapshot.manifest().complete()).isFalse();
        assertThat(snapshot.manifest().statistics().problems()).isEqualTo(1);
        assertThat(snapshot.manifest().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.CHANGING);
            assertThat(problem.path()).isEqualTo("file");
        });
        assertThat(directory.resolve("target/file")).hasBinaryContent(MovingFile.content(2, size - 10));
        assertThat(directory.resolve("target/still")).exists();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 3_000_000})
    void aFileThatVanishesWasNeverThere(int size) {
        Snapshot snapshot = backup(new MovingSource(
                new MovingFile("gone", size, -1),
                new MovingFile("later", size, size + 1, -1),
                new MovingFile("stays", 1)));
        assertThat(snapshot.manifest().complete()).isTrue();
        assertThat(snapshot.manifest().problems()).isEmpty();
        assertThat(directory.resolve("target")).isDirectoryNotContaining("glob:**/{gone,later}");
        assertThat(directory.resolve("target/stays")).exists();
    }

    @ParameterizedTest
    @EnumSource(
            value = EntryType.class,
            names = {"FILE", "DIRECTORY", "SYMLINK"})
    void whatCannotBeReadMakesTheSnapshotIncomplete(EntryType type) {
        Snapshot snapshot = backup(new MovingSource(
                new Unreadable(EntryName.of("x"), type, new AccessDeniedException("x")), new MovingFile("y", 1)));
        assertThat(snapshot.manifest().complete()).isFalse();
        assertThat(snapshot.manifest().problems())
                .extracting(Problem::kind, Problem::path)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Problem.Kind.UNREADABLE, "x"));
        assertThat(directory.resolve("target/y")).exists();
    }

    @ParameterizedTest
    @EnumSource(
            value = EntryType.class,
            names = {"FILE", "DIRECTORY", "SYMLINK"})
    void whatIsGoneWhenItIsAskedForWasNeverThere(EntryType type) {
        Snapshot snapshot = backup(new MovingSource(
                new Unreadable(EntryName.of("x"), type, new NoSuchFileException("x")), new MovingFile("y", 1)));
        assertThat(snapshot.manifest().complete()).isTrue();
        assertThat(directory.resolve("target/x")).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessWithoutPrivilegesKeepsWhatItMay() throws IOException {
        Shell.requireRoot();
        Shell.requireCommands("setpriv", "setfattr", "setfacl");
        Shell.bash(directory, """
                mkdir work work/source; cd work/source; echo secret > secret; chmod 0600 secret
                mkdir closed; echo > closed/x; chmod 0700 closed; echo open > open; chown 1000:1000 secret closed open
                chmod 4755 open; echo zero > zero; chmod 0444 zero
                setfattr -n user.note -v x zero; setfacl -m u:5:r zero
                mkdir own; echo > own/file; chmod 0500 own
                """);
        // Without capabilities root is a user like any other, who may read the classes of this test.
        String printed = Shell.java(
                List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"),
                Map.of(),
                List.of(),
                List.of(Child.class.getName(), directory.resolve("work").toUri().toString()));
        assertThat(printed)
                .contains("UNREADABLE secret")
                .contains("UNREADABLE closed")
                .contains("complete false")
                .contains("NOT_KEPT open")
                .contains("restored true");
        TreeState restored = TreeState.of(directory.resolve("work/target"));
        TreeState before = TreeState.of(directory.resolve("work/source"));
        assertThat(restored.get("open", "mode"))
                .as("no rights of another owner")
                .isEqualTo("755");
        assertThat(before.differences(restored).stream()
                        .filter(difference -> difference.contains("zero") || difference.startsWith("own"))
                        .toList())
                .isEmpty();
    }

    /** The main class of the child process. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path work = Path.of(URI.create(arguments[0]));
            try (Vault vault = new Vault(work)) {
                Snapshot snapshot = vault.backup(work.resolve("source"));
                snapshot.manifest().problems().forEach(Child::print);
                System.out.println("complete " + snapshot.manifest().complete());
                RestoreResult result = vault.restore(snapshot, work.resolve("target"));
                result.problems().forEach(Child::print);
                System.out.println("restored " + result.complete());
            }
        }

        private static void print(Problem problem) {
            System.out.println(problem.kind() + " " + problem);
        }
    }
}
