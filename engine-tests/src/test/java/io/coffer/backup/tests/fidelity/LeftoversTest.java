package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.RestoreOperation.Conflict;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What earlier restores and others left in directories that a restore finds. */
@EnabledOnOs(OS.LINUX)
class LeftoversTest {
    @TempDir
    private Path directory;

    private Path source;
    private Path target;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectories(directory.resolve("source"));
        Files.createDirectories(source.resolve("sub"));
        Files.writeString(source.resolve("sub/file"), "data");
        target = directory.resolve("target");
    }

    private RestoreResult restore(Conflict conflict) throws IOException {
        try (Vault vault = new Vault(directory)) {
            Snapshot snapshot = vault.backup(source);
            return vault.repository()
                    .restore(snapshot)
                    .to(target)
                    .onConflict(conflict)
                    .run();
        }
    }

    private static long endedProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    private Path part(Path parent, long process, String rest) throws IOException {
        return Files.writeString(
                Files.createDirectories(parent).resolve(".coffer-" + process + "-" + UUID.randomUUID() + "-" + rest),
                "half a file");
    }

    @Test
    void whatAKilledRestoreLeftIsRemovedByTheNext() throws Exception {
        Process running = new ProcessBuilder("sleep", "600").start();
        try {
            long ended = endedProcess();
            Path stale = part(target, ended, "1.part");
            Path deeper = part(target.resolve("sub"), ended, "17.part");
            Path ofThisProcess = part(target, ProcessHandle.current().pid(), "0.part");
            Path ofAnother = part(target, running.pid(), "0.part");
            Path noPart = part(target, ended, "1.txt");
            Path elsewhere = part(target.resolve("unrelated"), ended, "1.part");

            RestoreResult result = restore(Conflict.SKIP);

            assertThat(result.problems()).isEmpty();
            assertThat(stale).doesNotExist();
            assertThat(deeper).doesNotExist();
            assertThat(ofThisProcess).doesNotExist();
            assertThat(ofAnother).as("a restore that is running").exists();
            assertThat(noPart).exists();
            assertThat(elsewhere).as("where nothing was restored").exists();
            assertThat(target.resolve("sub/file")).hasContent("data");
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void aRestoreLeavesNothingBehind() throws IOException {
        assertThat(restore(Conflict.FAIL).complete()).isTrue();
        try (Stream<Path> paths = Files.walk(target)) {
            assertThat(paths.map(path -> path.getFileName().toString())).noneMatch(name -> name.contains(".coffer"));
        }
    }

    private static UserDefinedFileAttributeView attributes(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }

    @Test
    void attributesThatTheSnapshotDoesNotHaveGoFromDirectoriesThatWereThere() throws IOException {
        Files.createDirectories(target.resolve("sub"));
        Files.createDirectories(target.resolve("unrelated"));
        attributes(source.resolve("sub")).write("kept", ByteBuffer.wrap(new byte[] {1}));
        for (String name : new String[] {"", "sub", "unrelated"}) {
            attributes(target.resolve(name)).write("stale", ByteBuffer.wrap(new byte[] {2}));
        }

        RestoreResult result = restore(Conflict.OVERWRITE);

        assertThat(result.problems()).isEmpty();
        assertThat(attributes(target).list()).isEmpty();
        assertThat(attributes(target.resolve("sub")).list()).containsExactly("kept");
        assertThat(attributes(target.resolve("unrelated")).list()).containsExactly("stale");
    }
}
