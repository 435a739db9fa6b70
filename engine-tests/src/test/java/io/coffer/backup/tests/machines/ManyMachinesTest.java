package io.coffer.backup.tests.machines;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.Snapshot;
import io.coffer.backup.store.local.LocalObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight processes that back up trees which overlap into one repository, again and again, while a ninth forgets and prunes
 * in a loop. Each has a cache of its own, as on another machine. {@code -Dcoffer.machines.backups=200} makes the run
 * longer: that many backups for each process, in place of 12; {@code -Dcoffer.machines.seed=...} gives other trees.
 */
@Timeout(3600)
class ManyMachinesTest {
    private static final int MACHINES = 8;
    private static final int BACKUPS = Integer.getInteger("coffer.machines.backups", 12);
    private static final long SEED = Long.getLong("coffer.machines.seed", 20261121);
    /** How many of its snapshots each machine keeps at least. */
    private static final int KEPT = 3;

    @TempDir
    private Path directory;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endChildren() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
    }

    private Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process child = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        children.add(child);
        return child;
    }

    @Test
    void nothingIsLostAndWhatTheyShareIsStoredOnce() throws Exception {
        System.out.println("seed " + SEED + ", " + BACKUPS + " backups for each machine");
        Path root = directory.resolve("repository");
        open(root, "create").close();
        Path stop = directory.resolve("stop");
        Path figures = directory.resolve("figures");
        Process prunes =
                start(Pruning.class, root.toString(), directory.toString(), stop.toString(), figures.toString());
        List<Process> machines = new ArrayList<>();
        for (int machine = 0; machine < MACHINES; machine++) {
            machines.add(start(
                    Machine.class,
                    root.toString(),
                    directory.toString(),
                    String.valueOf(machine),
                    String.valueOf(BACKUPS),
                    String.valueOf(SEED)));
        }
        for (Process machine : machines) {
            assertThat(machine.waitFor()).as("exit code of a machine").isZero();
        }
        Files.createFile(stop);
        assertThat(prunes.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(prunes.exitValue()).as("exit code of the prunes").isZero();
        String[] pruned = Files.readString(figures).split(" ");
        System.out.println(pruned[0] + " prunes deleted " + pruned[1] + " packs");
        assertThat(Integer.parseInt(pruned[0])).as("prunes").isGreaterThan(1);
        assertThat(Integer.parseInt(pruned[1])).as("packs that they deleted").isPositive();

        try (Repository repository = open(root, "check")) {
            assertThat(repository.check().readData().run().damages()).isEmpty();
            List<Snapshot> snapshots = repository.snapshots();
            assertThat(snapshots).hasSizeGreaterThanOrEqualTo(MACHINES * Math.min(KEPT, BACKUPS));
            for (Snapshot snapshot : snapshots) {
                assertHolds(snapshot, SEED);
            }
            assertStoredOnce(repository, root);
        }
    }

    /** What a snapshot holds follows from its host and its tag. */
    static void assertHolds(Snapshot snapshot, long seed) throws IOException {
        int machine = Integer.parseInt(snapshot.manifest().host().substring("machine".length()));
        int round = Integer.parseInt(snapshot.manifest().tags().first());
        MachineFiles files = new MachineFiles(seed, machine, round);
        List<String> found = new ArrayList<>();
        snapshot.walk("", (path, node) -> {
            if (node.content() != null && path.contains("/")) {
                found.add(path);
            }
        });
        assertThat(found).containsExactlyInAnyOrderElementsOf(files.paths());
        for (String path : files.paths()) {
            try (InputStream in = snapshot.open(path)) {
                assertThat(in.readAllBytes())
                        .as("%s of machine %d, round %d", path, machine, round)
                        .isEqualTo(files.bytes(path));
            }
        }
    }

    /**
     * After a last prune that leaves no waste, the packs hold each of the contents that differ once, and little more: the
     * bytes are random, so compression saves nothing.
     */
    private static void assertStoredOnce(Repository repository, Path root) throws IOException {
        long different = MachineFiles.differentBytes(SEED, repository.snapshots());
        long all = 0;
        for (Snapshot snapshot : repository.snapshots()) {
            all += snapshot.manifest().statistics().bytes();
        }
        PruneReport last = repository.prune().wasteLimit(0).run();
        assertThat(last.waitingFor()).isEmpty();
        PruneReport after = repository.prune().wasteLimit(0).run();
        assertThat(after.pendingPacks()).isZero();
        long stored = 0;
        try (Stream<Path> files = Files.walk(root.resolve("packs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                stored += Files.size(file);
            }
        }
        System.out.println("stored " + stored + " bytes for " + different + " that differ, of " + all + " in "
                + repository.snapshots().size() + " snapshots");
        assertThat(stored).isGreaterThan(different).isLessThan(different + different / 10 + 500_000);
        assertThat(different).as("what they share").isLessThan(all / 2);
    }

    private Repository open(Path root, String cache) throws IOException {
        return openAt(root, directory.resolve("cache-" + cache));
    }

    private static Repository openAt(Path root, Path cache) throws IOException {
        return Repository.at(LocalObjectStore.at(root)).cacheDirectory(cache).openOrCreate();
    }

    /** A machine: writes its files anew for each round, and backs them up. */
    static final class Machine {
        private Machine() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[1]);
            int machine = Integer.parseInt(arguments[2]);
            int rounds = Integer.parseInt(arguments[3]);
            long seed = Long.parseLong(arguments[4]);
            Path cache = directory.resolve("cache-machine" + machine);
            for (int round = 0; round < rounds; round++) {
                // Opened each time, as a backup that is started every night is.
                try (Repository repository = openAt(Path.of(arguments[0]), cache)) {
                    repository
                            .backup(new MachineSource("machine" + machine, new MachineFiles(seed, machine, round)))
                            .host("machine" + machine)
                            .tag(String.valueOf(round))
                            .run();
                }
            }
        }
    }

    /** Forgets and prunes until it is told to stop. */
    static final class Pruning {
        private Pruning() {}

        public static void main(String[] arguments) throws IOException {
            Path cache = Path.of(arguments[1]).resolve("cache-prune");
            int prunes = 0;
            long deleted = 0;
            do {
                try (Repository repository = openAt(Path.of(arguments[0]), cache)) {
                    repository.forget(RetentionPolicy.builder().keepLast(KEPT).build());
                    deleted += repository
                            .prune()
                            .wasteLimit(0.05)
                            .waitForWriters(Duration.ofSeconds(1))
                            .run()
                            .deletedPacks();
                    prunes++;
                }
            } while (Files.notExists(Path.of(arguments[2])));
            Files.writeString(Path.of(arguments[3]), prunes + " " + deleted);
        }
    }
}
