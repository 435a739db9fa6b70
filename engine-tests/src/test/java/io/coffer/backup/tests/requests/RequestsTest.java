package io.coffer.backup.tests.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.testkit.CountingObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts requests exactly. Each test prints what it counted; {@code docs/REQUESTS.md} has the lines, and says how to
 * make them again.
 */
class RequestsTest {
    private static final int KIB = 1 << 10;

    @TempDir
    private Path directory;

    private final MemoryObjectStore storage = new MemoryObjectStore();
    private CountingObjectStore counting;
    private Path source;

    @BeforeEach
    void open() throws IOException {
        source = Files.createDirectories(directory.resolve("source"));
        counting = new CountingObjectStore(new RemoteStore(storage, 1));
    }

    private RepositoryBuilder at(ObjectStore store) {
        return Repository.at(store).cacheDirectory(directory.resolve("cache"));
    }

    private void write(String name, long length, long seed) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Random random = new Random(seed);
        byte[] piece = new byte[64 * KIB];
        try (var out = Files.newOutputStream(file)) {
            for (long left = length; left > 0; left -= piece.length) {
                random.nextBytes(piece);
                out.write(piece, 0, (int) Math.min(left, piece.length));
            }
        }
    }

    private Snapshot backup(Repository repository) throws IOException {
        return repository.backup(Source.directory(source)).run();
    }

    private void print(String what) {
        String kinds = Stream.of(StoreOperation.values())
                .filter(kind -> counting.requests(kind) > 0)
                .map(kind -> kind + " " + counting.requests(kind))
                .collect(Collectors.joining(", "));
        System.out.println("requests | " + what + " | " + counting.requests() + " | " + kinds);
    }

    private long writes() {
        return counting.requests(StoreOperation.PUT) + counting.requests(StoreOperation.DELETE);
    }

    /** Chunks, segments and packs as small as they can be in relation to each other; data that does not compress. */
    @ParameterizedTest
    @CsvSource({
        // size of the data in KiB, of packs in KiB
        "    1,   64",
        " 1000,   64",
        " 4000,   64",
        "16000,   64",
        "64000,   64",
        " 4000,  256",
        "30000,  256",
        "64000, 1024",
        "64000, 4096",
    })
    void aFirstBackupWritesHardlyMoreThanItsPacks(long size, int pack) throws IOException {
        write("large", size * KIB / 2, 1);
        for (int i = 0; i < 10; i++) {
            write("dir/file" + i, size * KIB / 20, i + 2);
        }
        RepositoryParameters parameters =
                new RepositoryParameters(2 * KIB, 8 * KIB, 32 * KIB, 32 * KIB, 8 * KIB, pack * KIB, 1);

        try (Repository repository = at(counting).parameters(parameters).create()) {
            backup(repository);
        }

        long packs = (size + pack - 1) / pack;
        print("first backup of " + size + " KiB in packs of " + pack + " KiB: " + packs + " packs");
        assertThat(writes()).as("writes").isLessThanOrEqualTo(packs + 10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUnchangedBackupAfterAHundredOthersTakesEight(boolean openBefore) throws IOException {
        RepositoryParameters parameters = new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 * KIB, 1);
        // Trees of several segments, in several directories.
        for (int i = 0; i < 400; i++) {
            write("d" + i % 20 + "/file" + i, 100, i);
        }
        at(counting).parameters(parameters).create().close();
        for (int i = 0; i < 100; i++) {
            write("changing", 3000, 1000 + i);
            try (Repository repository = at(counting).open()) {
                backup(repository);
            }
        }
        counting.reset();
        if (openBefore) {
            try (Repository repository = at(counting).open()) {
                counting.reset();
                assertThat(backup(repository).manifest().statistics().newContents())
                        .isZero();
            }
        } else {
            try (Repository repository = at(counting).open()) {
                assertThat(backup(repository).manifest().statistics().newContents())
                        .isZero();
            }
        }
        print("unchanged backup after 100 others, " + (openBefore ? "opened before" : "with opening"));
        assertThat(counting.requests()).isLessThanOrEqualTo(8);
        assertThat(counting.requests(StoreOperation.GET) + counting.requests(StoreOperation.GET_RANGE))
                .as("the config only")
                .isEqualTo(openBefore ? 0 : 1);
    }

    /** Remembers which bytes were fetched. */
    private static final class Ranges extends ForwardingObjectStore {
        record Range(String name, long start, long end) {}

        private final List<Range> ranges = Collections.synchronizedList(new ArrayList<>());

        Ranges(ObjectStore target) {
            super(target);
        }

        @Override
        public InputStream get(String name) throws IOException {
            ranges.add(new Range(name, 0, stat(name).size()));
            return target().get(name);
        }

        @Override
        public byte[] get(String name, long offset, int length) throws IOException {
            ranges.add(new Range(name, offset, offset + length));
            return target().get(name, offset, length);
        }

        void assertNoneTwice() {
            List<Range> sorted = new ArrayList<>(ranges);
            sorted.sort(Comparator.comparing(Range::name).thenComparing(Range::start));
            for (int i = 1; i < sorted.size(); i++) {
                Range one = sorted.get(i - 1);
                Range next = sorted.get(i);
                assertThat(one.name().equals(next.name()) && one.end() > next.start())
                        .as("%s and %s overlap", one, next)
                        .isFalse();
            }
        }

        long bytes(String prefix) {
            return ranges.stream()
                    .filter(range -> range.name().startsWith(prefix))
                    .mapToLong(range -> range.end() - range.start())
                    .sum();
        }
    }

    @Test
    void aRestoreFetchesNothingTwice() throws IOException {
        RepositoryParameters parameters = new RepositoryParameters(1024, 2048, 4096, 8192, 4096, 64 * KIB, 1);
        for (int i = 0; i < 600; i++) {
            // Some files have the same content, and some share part of it.
            write("d" + i % 7 + "/small" + i, 300 + i % 50, i / 3);
        }
        write("large", 700 * KIB, 9);
        write("d3/large", 800 * KIB, 9);
        at(counting).parameters(parameters).create().close();
        try (Repository repository = at(counting).open()) {
            backup(repository);
        }
        Ranges ranges = new Ranges(counting);
        for (int transfers : new int[] {1, 4}) {
            try (Repository repository = Repository.at(ranges)
                    .transfers(transfers)
                    .cacheDirectory(directory.resolve("other" + transfers))
                    .open()) {
                Snapshot snapshot = repository.snapshot("latest");
                counting.reset();
                ranges.ranges.clear();
                RestoreResult result = repository
                        .restore(snapshot)
                        .to(directory.resolve("target" + transfers))
                        .run();
                assertThat(result.complete()).isTrue();
                assertThat(result.files()).isEqualTo(602);
            }
            print("restore of 602 files, 1.7 MiB, with an empty cache, " + transfers + " at once");
            ranges.assertNoneTwice();
            assertThat(ranges.bytes("packs/")).isLessThanOrEqualTo(stored("packs/"));
        }
    }

    @Test
    void treesInTheCacheAreBelievedOnlyWhenTheyAreWhole() throws IOException {
        for (int i = 0; i < 50; i++) {
            write("d" + i % 5 + "/file" + i, 100, i);
        }
        at(counting).create().close();
        try (Repository repository = at(counting).open()) {
            backup(repository);
        }
        for (int damage = 0; damage < 4; damage++) {
            List<Path> kept = keptTrees();
            assertThat(kept).as("packs in the cache").isNotEmpty();
            for (Path pack : kept) {
                damage(pack, damage);
            }
            counting.reset();
            try (Repository repository = at(counting).open()) {
                assertThat(backup(repository).manifest().statistics().newContents())
                        .as("stored again after damage %d", damage)
                        .isZero();
            }
            assertThat(counting.requests(StoreOperation.GET))
                    .as("the config, and each pack once")
                    .isEqualTo(1 + kept.size());
            assertThat(counting.requests(StoreOperation.GET_RANGE)).isZero();
        }
    }

    private static void damage(Path pack, int how) throws IOException {
        byte[] bytes = Files.readAllBytes(pack);
        switch (how) {
            case 0 -> Files.delete(pack);
            case 1 -> Files.write(pack, new byte[0]);
            case 2 -> Files.write(pack, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            default -> {
                bytes[bytes.length / 3] ^= 4;
                Files.write(pack, bytes);
            }
        }
    }

    private List<Path> keptTrees() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith("metadata"))
                    .toList();
        }
    }

    private long stored(String prefix) throws IOException {
        long[] bytes = {0};
        storage.list(prefix, object -> bytes[0] += object.size());
        return bytes[0];
    }
}
