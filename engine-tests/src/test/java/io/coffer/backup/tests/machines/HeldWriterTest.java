package io.coffer.backup.tests.machines;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.store.local.LocalObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer in another process, which stops before it puts its manifest, and goes on when it is told to: in between this
 * process forgets and prunes what the writer relies on.
 */
@Timeout(300)
class HeldWriterTest {
    private static final long SEED = 7;
    private static final String HELD = "held";

    @TempDir
    private Path directory;

    private Process child;

    @AfterEach
    void endChild() throws InterruptedException {
        if (child != null) {
            child.destroyForcibly().waitFor();
        }
    }

    private static Repository open(ObjectStore store, Path directory, String cache) throws IOException {
        return Repository.at(store)
                .cacheDirectory(directory.resolve("cache-" + cache))
                .openOrCreate();
    }

    private static Snapshot backup(Repository repository, int machine) throws IOException {
        return repository
                .backup(new MachineSource("machine" + machine, new MachineFiles(SEED, machine, 0)))
                .host("machine" + machine)
                .tag("0")
                .run();
    }

    private void startWriter(Path root) throws IOException {
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        root.toString(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII));
        assertThat(output.readLine()).isEqualTo(HELD);
    }

    @Test
    void aPruneLeavesWhatAWriterReliesOn() throws Exception {
        Path root = directory.resolve("repository");
        try (Repository repository = open(LocalObjectStore.at(root), directory, "here")) {
            Snapshot shared = backup(repository, 0);
            startWriter(root);
            repository.forgetting(List.of(shared)).allowEmptyGroups().run();
            for (int i = 0; i < 3; i++) {
                PruneReport report = repository
                        .prune()
                        .wasteLimit(0)
                        .waitForWriters(Duration.ZERO)
                        .run();
                assertThat(report.waitingFor()).hasSize(1);
                assertThat(report.pendingPacks()).isPositive();
                assertThat(report.deletedPacks()).isZero();
            }
            try (OutputStream input = child.getOutputStream()) {
                input.write('\n');
            }
            assertThat(child.waitFor()).as("exit code of the writer").isZero();

            assertWhole(repository);
            PruneReport last = repository.prune().wasteLimit(0).run();
            assertThat(last.finished()).isTrue();
            assertThat(last.deletedPacks()).isPositive();
            assertWhole(repository);
        }
    }

    private static void assertWhole(Repository repository) throws IOException {
        assertThat(repository.check().readData().run().damages()).isEmpty();
        List<Snapshot> snapshots = repository.snapshots();
        assertThat(snapshots).hasSize(1);
        // It shares most of its files with the snapshot that was forgotten, and has stored its own only.
        assertThat(snapshots.get(0).manifest().statistics().newBytes())
                .isLessThan(snapshots.get(0).manifest().statistics().bytes() / 2);
        ManyMachinesTest.assertHolds(snapshots.get(0), SEED);
    }

    /** The writer: says when it is about to put its manifest, and waits for a line. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            ObjectStore store = new ForwardingObjectStore(LocalObjectStore.at(Path.of(arguments[0]))) {
                @Override
                public void put(String name, ObjectData data, PutCondition condition) throws IOException {
                    if (name.startsWith("snapshots/")) {
                        System.out.println(HELD);
                        if (System.in.read() < 0) {
                            throw new IOException("nobody lets the writer go on");
                        }
                    }
                    super.put(name, data, condition);
                }
            };
            try (Repository repository = open(store, Path.of(arguments[1]), "writer")) {
                backup(repository, 1);
            }
        }
    }
}
