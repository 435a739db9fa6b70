package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.store.local.LocalObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed while it backs up. */
@Timeout(60)
class KilledProcessTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"sessions/", "packs/", "index/", "snapshots/"})
    void leavesARepositoryThatIsWhole(String killedAt) throws Exception {
        Lab lab = new Lab(directory);
        lab.write("file", 50_000, 1);
        Path root = directory.resolve("repository");
        lab.create(LocalObjectStore.at(root)).close();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        root.toString(),
                        lab.sourceDirectory().toString(),
                        killedAt)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(child.getInputStream()))) {
            assertThat(out.readLine()).isEqualTo("about to put into " + killedAt);
        } finally {
            child.destroyForcibly().waitFor();
        }

        try (Repository repository = lab.open(LocalObjectStore.at(root))) {
            Lab.assertWhole(repository);
            for (Snapshot snapshot : repository.snapshots()) {
                repository.restore(snapshot).to(lab.fresh("target")).run();
            }
            lab.assertRestores(repository, lab.backup(repository), lab.sourceFiles());
            Lab.assertWhole(repository);
        }
    }

    /** Backs up again and again, and says when it is at the place where it is to be killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            Path source = Path.of(arguments[1]);
            int[] backups = {0};
            ObjectStore store = new Hooks(LocalObjectStore.at(Path.of(arguments[0])), (operation, name) -> {
                if (backups[0] == 2 && operation.equals("put") && name.startsWith(arguments[2])) {
                    System.out.println("about to put into " + arguments[2]);
                    System.out.flush();
                    // Nobody writes to it: this waits for the kill, or for the end of the parent.
                    System.in.read();
                    System.exit(1);
                }
            });
            Path cache = Files.createTempDirectory(source.getParent(), "cache");
            try (Repository repository =
                    Repository.at(store).cacheDirectory(cache).open()) {
                while (true) {
                    Files.write(source.resolve("new" + backups[0]), Lab.bytes(30_000, backups[0]));
                    repository.backup(Source.directory(source)).run();
                    backups[0]++;
                }
            }
        }
    }
}
