package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.decorator.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Eight processes that back up trees which overlap into one bucket, while this one forgets and prunes in a loop. The same
 * on a local repository, for longer and with more, is in the tests of the engine.
 */
@ExtendWith(MockServer.Extension.class)
@Timeout(600)
class ManyMachinesTest {
    private static final int MACHINES = 8;
    private static final int ROUNDS = 4;
    private static final int KEPT = 2;
    private static final int SHARED = 30;
    private static final int OWN = 2;
    private static final int LENGTH = 100_000;

    @TempDir
    private Path directory;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endChildren() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
    }

    /** What a machine has in a round: files by name, and the seeds of their bytes. */
    private static Map<String, Long> files(int machine, int round) {
        Map<String, Long> files = new TreeMap<>();
        for (int file = 0; file < SHARED; file++) {
            // Each has most of them, and they change for all at once.
            if ((file + machine) % 5 != 0) {
                files.put("shared" + file, 1000L * file + (round + file % 6) / 2);
            }
        }
        for (int file = 0; file < OWN; file++) {
            files.put("own" + file, 1_000_000L * (machine + 1) + 1000L * file + round);
        }
        return files;
    }

    private static byte[] bytes(long seed) {
        byte[] bytes = new byte[LENGTH];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** With retries, as for a location: the server answers 500 to a get of an object that is deleted at that moment. */
    private static Repository open(URI endpoint, String bucket, Path cache) throws IOException {
        return Repository.at(S3ObjectStore.builder(bucket)
                        .endpoint(endpoint)
                        .credentials(S3Credentials.accessKey("any", "any"))
                        .timeout(Duration.ofSeconds(60), Duration.ofSeconds(120))
                        .open())
                .retry(RetryPolicy.REMOTE)
                .cacheDirectory(cache)
                .openOrCreate();
    }

    private Process start(URI endpoint, String bucket, int machine) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Machine.class.getName(),
                        endpoint.toString(),
                        bucket,
                        directory.toString(),
                        String.valueOf(machine))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        children.add(child);
        return child;
    }

    @Test
    void nothingIsLostAndWhatTheyShareIsStoredOnce(MockServer server) throws Exception {
        String bucket = server.newBucket();
        Path cache = directory.resolve("cache-prune");
        open(server.endpoint(), bucket, cache).close();
        for (int machine = 0; machine < MACHINES; machine++) {
            start(server.endpoint(), bucket, machine);
        }
        int prunes = 0;
        long deleted = 0;
        try (Repository repository = open(server.endpoint(), bucket, cache)) {
            while (children.stream().anyMatch(Process::isAlive)) {
                deleted += prune(repository, Duration.ofSeconds(1)).deletedPacks();
                prunes++;
            }
            for (Process child : children) {
                assertThat(child.waitFor()).as("exit code of a machine").isZero();
            }
            assertThat(prunes).as("prunes while the machines were at work").isPositive();
            awaitNextMoment(server, bucket);
            deleted += prune(repository, Duration.ZERO).deletedPacks();
            System.out.println(prunes + " prunes meanwhile; they and the last deleted " + deleted + " packs");
            assertThat(deleted).as("packs that prunes deleted").isPositive();
            assertWhole(repository);
            assertStoredOnce(server, bucket, repository);
        }
    }

    /**
     * The server lists times to the millisecond and tells whole seconds of a single object. So a prune takes what was
     * stored in the second in which it begins for younger, and leaves it to the next one.
     */
    private static void awaitNextMoment(MockServer server, String bucket) {
        Instant latest = packs(server, bucket)
                .map(S3Object::lastModified)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant now;
        do {
            server.client().putObject(request -> request.bucket(bucket).key("clock"), RequestBody.empty());
            now = server.client()
                    .headObject(request -> request.bucket(bucket).key("clock"))
                    .lastModified();
        } while (!now.isAfter(latest));
    }

    private static Stream<S3Object> packs(MockServer server, String bucket) {
        return server
                .client()
                .listObjectsV2Paginator(request -> request.bucket(bucket).prefix("packs/"))
                .contents()
                .stream();
    }

    private static PruneReport prune(Repository repository, Duration wait) throws IOException {
        repository.forget(RetentionPolicy.builder().keepLast(KEPT).build());
        return repository.prune().wasteLimit(0).waitForWriters(wait).run();
    }

    /** What a snapshot holds follows from its host and its tag. */
    private static void assertWhole(Repository repository) throws IOException {
        assertThat(repository.check().readData().run().damages()).isEmpty();
        assertThat(repository.snapshots()).hasSize(MACHINES * KEPT);
        for (Snapshot snapshot : repository.snapshots()) {
            for (Map.Entry<String, Long> file : filesOf(snapshot).entrySet()) {
                try (InputStream in = snapshot.open(file.getKey())) {
                    assertThat(in.readAllBytes())
                            .as("%s of %s", file.getKey(), snapshot.manifest().host())
                            .isEqualTo(bytes(file.getValue()));
                }
            }
        }
    }

    private static Map<String, Long> filesOf(Snapshot snapshot) {
        int machine = Integer.parseInt(snapshot.manifest().host().substring("machine".length()));
        return files(machine, Integer.parseInt(snapshot.manifest().tags().first()));
    }

    /** The bytes are random, so compression saves nothing: each content is there once, and little more. */
    private static void assertStoredOnce(MockServer server, String bucket, Repository repository) throws IOException {
        Set<Long> different = new HashSet<>();
        long all = 0;
        for (Snapshot snapshot : repository.snapshots()) {
            different.addAll(filesOf(snapshot).values());
            all += filesOf(snapshot).size();
        }
        long stored = packs(server, bucket).mapToLong(S3Object::size).sum();
        System.out.println("stored " + stored + " bytes for " + different.size() + " files that differ, of " + all);
        assertThat(stored)
                .isGreaterThan((long) different.size() * LENGTH)
                .isLessThan((different.size() + different.size() / 10) * (long) LENGTH);
        assertThat((long) different.size()).as("what they share").isLessThan(all / 3);
    }

    /** A machine: writes its files anew for each round, and backs them up. */
    static final class Machine {
        private Machine() {}

        public static void main(String[] arguments) throws IOException {
            int machine = Integer.parseInt(arguments[3]);
            Path directory = Path.of(arguments[2]);
            for (int round = 0; round < ROUNDS; round++) {
                Path tree = Files.createDirectories(directory.resolve("tree-" + machine));
                for (Map.Entry<String, Long> file : files(machine, round).entrySet()) {
                    Files.write(tree.resolve(file.getKey()), bytes(file.getValue()));
                }
                try (Repository repository =
                        open(URI.create(arguments[0]), arguments[1], directory.resolve("cache-" + machine))) {
                    repository
                            .backup(Source.directory(tree))
                            .host("machine" + machine)
                            .tag(String.valueOf(round))
                            .run();
                }
            }
        }
    }
}
