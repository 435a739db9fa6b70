package io.coffer.backup.tests.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CheckReport;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a prune copies: segments as they are where all of one is needed, and single contents where not. */
class RepackTest {
    private static final byte[] KEY = Keys.newKeyFile();
    private static final int SMALL_FILES = 60;
    private static final int LARGE_FILES = 12;
    private static final int LARGE = 20_000;
    private static final int MAXIMUM_CHUNK = Yard.SMALL.maximumChunk();
    /** Where the header of an object says what it is, and what it says of packs of data. */
    private static final int TYPE_AT = 4;

    private static final byte DATA = 'D';

    @TempDir
    private Path directory;

    private Path source;
    private int opened;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectory(directory.resolve("source"));
        for (int i = 0; i < SMALL_FILES; i++) {
            Files.writeString(source.resolve("small" + i), text(i, 100 + i));
        }
        for (int i = 0; i < LARGE_FILES; i++) {
            // Some compress and some do not.
            Path file = source.resolve("large" + i);
            Files.write(
                    file,
                    i % 2 == 0
                            ? MemorySource.bytes(i, LARGE)
                            : text(1000 + i, LARGE).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(int seed, int length) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("word").append(random.nextInt(500)).append(' ');
        }
        return text.toString();
    }

    private Repository open(ObjectStore store, boolean encrypted) throws IOException {
        RepositoryBuilder builder = Repository.at(store)
                .cacheDirectory(directory.resolve("cache" + ++opened))
                .parameters(Yard.SMALL);
        try (RepositoryKey key = Keys.keyFile(KEY)) {
            return (encrypted ? builder.key(key) : builder).openOrCreate();
        }
    }

    /** Every third file goes, so that there are segments of which all is needed, a part, and nothing. */
    private void backUpAndForget(Repository repository) throws IOException {
        repository.backup(Source.directory(source)).run();
        for (int i = 0; i < SMALL_FILES; i += 3) {
            Files.delete(source.resolve("small" + i));
        }
        for (int i = 0; i < LARGE_FILES; i += 3) {
            Files.delete(source.resolve("large" + i));
        }
        repository.backup(Source.directory(source)).run();
        repository.forget(RetentionPolicy.builder().keepLast(1).build());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsNeededIsTheSameAfterwards(boolean encrypted) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        try (Repository repository = open(store, encrypted)) {
            backUpAndForget(repository);
            long before = Yard.bytes(store, "packs/");
            PruneReport foretold = repository.prune().wasteLimit(0).dryRun().run();
            PruneReport report = repository.prune().wasteLimit(0).run();
            assertThat(report.rewrittenPacks()).isPositive();
            assertThat(report.copiedContents()).isEqualTo(foretold.copiedContents());
            assertThat(report.copiedBytes()).isEqualTo(foretold.copiedBytes());
            assertThat(Yard.bytes(store, "packs/")).isLessThan(before);
            assertThat(repository.prune().wasteLimit(0).run().rewrittenPacks())
                    .as("packs with waste in them after a prune without waste")
                    .isZero();
        }
        try (Repository repository = open(store.reopen(), encrypted)) {
            CheckReport report = repository.check().readData().run();
            assertThat(report.damages()).isEmpty();
            Path target = directory.resolve("target");
            repository.restore(repository.snapshot("latest")).to(target).run();
            try (var files = Files.list(source)) {
                for (Path file : files.toList()) {
                    assertThat(target.resolve(file.getFileName())).hasSameBinaryContentAs(file);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsDamagedIsNotCopied(boolean encrypted) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        try (Repository repository = open(store, encrypted)) {
            backUpAndForget(repository);
        }
        for (String pack : Yard.names(store, "packs/")) {
            if (read(store, pack)[TYPE_AT] != DATA) {
                continue;
            }
            byte[] bytes = read(store, pack);
            byte[] damaged = bytes.clone();
            for (int at = 400; at < damaged.length / 2; at += 200) {
                damaged[at] ^= 1;
            }
            put(store, pack, damaged);
        }
        try (Repository repository = open(store, encrypted)) {
            assertPruneDeletesNothing(repository, store);
        }
    }

    /** Such segments decode whatever their bytes are. The last chunk of a file may be so small that it is not alone in one. */
    @Test
    void damageInWhatDidNotCompressIsNotCopied() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        try (Repository repository = open(store, false)) {
            backUpAndForget(repository);
            int damaged = 0;
            for (int file = 0; file < LARGE_FILES; file += 2) {
                byte[] bytes = MemorySource.bytes(file, LARGE);
                for (int at = 500; file % 3 != 0 && at < LARGE - MAXIMUM_CHUNK; at += 1000) {
                    damaged += damage(store, Arrays.copyOfRange(bytes, at, at + 16));
                }
            }
            assertThat(damaged).isGreaterThan(50);
            assertPruneDeletesNothing(repository, store);
        }
    }

    /** Changes a byte wherever some bytes are stored; gives how often that was. */
    private static int damage(ObjectStore store, byte[] wanted) throws IOException {
        int count = 0;
        for (String pack : Yard.names(store, "packs/")) {
            String bytes = new String(read(store, pack), StandardCharsets.ISO_8859_1);
            int at = bytes.indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
            if (at >= 0) {
                byte[] damaged = bytes.getBytes(StandardCharsets.ISO_8859_1);
                damaged[at] ^= 1;
                put(store, pack, damaged);
                count++;
            }
        }
        return count;
    }

    private static void assertPruneDeletesNothing(Repository repository, ObjectStore store) throws IOException {
        List<String> packs = Yard.names(store, "packs/");
        assertThatThrownBy(() -> repository.prune().wasteLimit(0).run()).isInstanceOf(CorruptObjectException.class);
        assertThat(Yard.names(store, "packs/")).containsAll(packs);
        assertThat(Yard.names(store, "retired/")).isEmpty();
    }

    private static byte[] read(ObjectStore store, String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    private static void put(ObjectStore store, String name, byte[] bytes) throws IOException {
        store.delete(List.of(name));
        store.put(name, ObjectData.of(bytes), PutCondition.NONE);
    }
}
