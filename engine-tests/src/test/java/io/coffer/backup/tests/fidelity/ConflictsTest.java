package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.RestoreConflictException;
import io.coffer.backup.RestoreOperation.Conflict;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restore does with what is in the target already. */
@EnabledOnOs(OS.LINUX)
class ConflictsTest {
    @TempDir
    private Path directory;

    private Path source;
    private Path target;
    private Vault vault;
    private Snapshot snapshot;

    @BeforeEach
    void backUp() throws IOException {
        Shell.requireCommands("bash");
        source = Files.createDirectory(directory.resolve("source"));
        target = Files.createDirectory(directory.resolve("target"));
        Shell.bash(
                source,
                "mkdir -p d/e; echo kept > d/file; echo x > d/e/x; ln -s file d/link; echo 1 > a; ln a b; ln a c;"
                        + "touch -d 2020-01-01 a");
        vault = new Vault(directory);
        snapshot = vault.backupWhole(source);
    }

    @AfterEach
    void close() throws IOException {
        vault.close();
    }

    private RestoreResult restore(Conflict conflict) throws IOException {
        return vault.repository()
                .restore(snapshot)
                .to(target)
                .onConflict(conflict)
                .run();
    }

    private void in(Path place, String script) {
        Shell.bash(place, script);
    }

    @Test
    void aRestoreKeepsOutOfItsOwnRepository() throws IOException {
        Path place = directory.resolve("held").resolve("repository");
        Path link = directory.resolve("link");
        Files.createDirectories(place.getParent());
        Files.createSymbolicLink(link, place);
        try (Repository repository = Repository.at(place.toString()).create()) {
            Snapshot own = repository.backup(Source.directory(source)).run();
            for (Path target : List.of(place, place.resolve("packs/new"), link, link.resolve("new"))) {
                assertThatThrownBy(() -> repository
                                .restore(own)
                                .to(target)
                                .onConflict(Conflict.OVERWRITE)
                                .run())
                        .isInstanceOf(RestoreConflictException.class)
                        .hasMessageContaining("lies in the repository");
            }
            assertThatThrownBy(() -> repository
                            .restore(own)
                            .to(place.getParent())
                            .onConflict(Conflict.OVERWRITE)
                            .deleteExtra()
                            .run())
                    .isInstanceOf(RestoreConflictException.class)
                    .hasMessageContaining("holds the repository");
            assertThat(repository.check().readData().run().damages()).isEmpty();
            assertThat(repository
                            .restore(own)
                            .to(place.getParent())
                            .onConflict(Conflict.OVERWRITE)
                            .run()
                            .complete())
                    .as("beside the repository")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkdir d; echo mine > d/file",
                "mkdir -p d/file/in",
                "ln -s nowhere a",
                "echo > d",
                "ln -s /tmp d",
                "mkdir -p d/link",
                "mkfifo c"
            })
    void aRefusalLeavesTheTargetAsItWas(String script) throws IOException {
        in(target, script);
        TreeState before = TreeState.of(target);
        assertThatThrownBy(() -> restore(Conflict.FAIL))
                .isInstanceOf(RestoreConflictException.class)
                .hasMessageContaining("is there already");
        assertThat(before.differences(TreeState.of(target))).isEmpty();
    }

    @Test
    void aRefusalSeesNamesThatAreNotText() throws IOException {
        in(source, "mkdir $'\\xff'; echo > $'\\xff/\\xfe'");
        snapshot = vault.backupWhole(source);
        in(target, "mkdir $'\\xff'; echo mine > $'\\xff/\\xfe'");
        TreeState before = TreeState.of(target);
        assertThatThrownBy(() -> restore(Conflict.FAIL)).isInstanceOf(RestoreConflictException.class);
        assertThat(before.differences(TreeState.of(target))).isEmpty();
    }

    @Test
    void directoriesThatAreThereAreNoConflict() throws IOException {
        in(target, "mkdir -p d/e d/mine; chmod 0700 d");
        assertThat(restore(Conflict.FAIL).complete()).isTrue();
        assertThat(TreeState.of(target).names()).contains("d/mine", "d/file");
        assertThat(TreeState.of(target).get("d", "mode")).isEqualTo("755");
    }

    @Test
    void whatIsThereCanStay() throws IOException {
        in(target, "mkdir -p d/link; echo mine > d/file; echo mine > d/e");
        RestoreResult result = restore(Conflict.SKIP);
        assertThat(result.skipped()).isEqualTo(3);
        assertThat(target.resolve("d/file")).hasContent("mine");
        assertThat(target.resolve("d/e")).hasContent("mine");
        assertThat(target.resolve("d/link")).isDirectory();
        assertThat(target.resolve("b")).hasContent("1");
    }

    @Test
    void otherNamesAreNoLinksToWhatStayed() throws IOException {
        in(target, "echo mine > a");
        assertThat(restore(Conflict.SKIP).complete()).isTrue();
        assertThat(target.resolve("a")).hasContent("mine");
        assertThat(target.resolve("b")).hasContent("1");
        assertThat(TreeState.of(target).get("b", "names")).isEqualTo("[b, c]");
    }

    @ParameterizedTest
    @EnumSource(
            value = Conflict.class,
            names = {"SKIP", "OVERWRITE_IF_DIFFERENT"})
    void otherNamesAreLinksToWhatIsTheSame(Conflict conflict) throws IOException {
        restore(Conflict.FAIL);
        in(target, "rm b c");
        assertThat(restore(conflict).complete()).isTrue();
        assertThat(TreeState.of(source).differences(TreeState.of(target))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Conflict.class,
            names = {"OVERWRITE", "OVERWRITE_IF_DIFFERENT"})
    void whatIsThereIsReplacedWhateverItIs(Conflict conflict) throws IOException {
        in(
                target,
                "mkdir -p d/file/full/of a; echo > a/things; ln -s /etc d/e; mkfifo b; mkdir d/link; echo > c; ln c z");
        assertThat(restore(conflict).problems()).isEmpty();
        in(target, "rm z");
        in(target, "touch -r ../source .");
        assertThat(TreeState.of(source).differences(TreeState.of(target))).isEmpty();
    }

    @Test
    void onlyWhatDiffersIsReplaced() throws IOException {
        restore(Conflict.FAIL);
        in(target, "touch -r d/file stamp; echo KEPT > d/file; touch -r stamp d/file; rm stamp; echo other > d/e/x");
        RestoreResult result = restore(Conflict.OVERWRITE_IF_DIFFERENT);
        assertThat(result.files()).isEqualTo(1);
        assertThat(target.resolve("d/file")).hasContent("KEPT");
        assertThat(target.resolve("d/e/x")).hasContent("x");
        restore(Conflict.OVERWRITE);
        assertThat(TreeState.of(source).differences(TreeState.of(target))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Conflict.class)
    void aLinkInThePlaceOfADirectoryIsNeverFollowed(Conflict conflict) throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        in(outside, "echo outside > file; mkdir e; echo outside > e/x; touch extra");
        in(target, "ln -s ../outside d");
        TreeState before = TreeState.of(outside);
        try {
            vault.repository()
                    .restore(snapshot)
                    .to(target)
                    .onConflict(conflict)
                    .deleteExtra()
                    .run();
        } catch (RestoreConflictException refused) {
            assertThat(conflict).isEqualTo(Conflict.FAIL);
        }
        assertThat(before.differences(TreeState.of(outside))).isEmpty();
    }

    @Test
    void whatTheSnapshotDoesNotHaveCanGo() throws IOException {
        in(target, "mkdir -p d/extra/full; echo > d/extra/full/x; ln -s ../source z; touch .hidden; mkfifo $'\\xff'");
        RestoreResult result =
                vault.repository().restore(snapshot).to(target).deleteExtra().run();
        assertThat(result.deleted()).isEqualTo(4);
        assertThat(TreeState.of(source).differences(TreeState.of(target))).isEmpty();
    }

    @Test
    void onlyWhatIsChosenIsRestored() throws IOException {
        RestoreResult result = vault.repository()
                .restore(snapshot)
                .to(target)
                .include("/d/e", "b")
                .run();
        assertThat(result.complete()).isTrue();
        assertThat(TreeState.of(target).names()).containsExactly("", "b", "d", "d/e", "d/e/x");
        assertThat(TreeState.of(target).get("d", "modified"))
                .isEqualTo(TreeState.of(source).get("d", "modified"));
        var operation =
                vault.repository().restore(snapshot).to(target).include("b").deleteExtra();
        assertThatThrownBy(operation::run).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theTargetMustBeADirectory() throws IOException {
        in(directory, "rmdir target; echo > target");
        assertThatThrownBy(() -> restore(Conflict.OVERWRITE)).isInstanceOf(IOException.class);
        assertThat(target).isRegularFile();
    }

    @Test
    void newFilesInheritNothingFromDirectoriesThatWereThere() throws IOException {
        Shell.requireRoot();
        Shell.requireCommands("setfacl");
        in(target, "mkdir -p d; chown 5:6 d; chmod 2777 d; setfacl -m d:u:7:rwx,d:m::rwx d");
        restore(Conflict.FAIL);
        assertThat(TreeState.of(source).differences(TreeState.of(target))).isEmpty();
    }

    @Test
    void whereALinkIsImpossibleThereIsACopy() throws IOException {
        Shell.requireRoot();
        Shell.requireCommands("mount", "umount");
        in(source, "ln a d/a; ln -s x l; ln l d/l");
        snapshot = vault.backupWhole(source);
        try {
            in(target, "mkdir d; mount -t tmpfs none d");
        } catch (AssertionError refused) {
            Shell.require(false, "permission to mount");
        }
        try {
            RestoreResult result = restore(Conflict.FAIL);
            assertThat(result.complete()).isTrue();
            assertThat(result.problems())
                    .extracting(problem -> problem.kind() + " " + problem.path())
                    .containsExactlyInAnyOrder("NOT_KEPT d/a", "NOT_KEPT l");
            TreeState before = TreeState.of(source);
            TreeState restored = TreeState.of(target);
            for (String property : new String[] {"content", "mode", "owner", "modified"}) {
                assertThat(restored.get("d/a", property)).isEqualTo(before.get("d/a", property));
            }
            assertThat(restored.get("l", "target")).isEqualTo("x");
            assertThat(restored.names()).isEqualTo(before.names());
        } finally {
            in(target, "umount d");
        }
    }

    @Test
    void directoriesThatWereThereGetOwnersAndLoseLists() throws IOException {
        Shell.requireRoot();
        Shell.requireCommands("setfacl");
        in(target, "mkdir -p d/e; chown 5:6 . d; chmod 2777 d; setfacl -m d:u:7:rwx,u:8:r . d/e");
        restore(Conflict.FAIL);
        assertThat(TreeState.of(source).differences(TreeState.of(target))).isEmpty();
    }
}
