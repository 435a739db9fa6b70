package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small repository with parity, and ways to damage it. */
abstract class ParityFixture {
    static final RepositoryParameters SMALL = new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 << 10, 1);
    static final int PERCENT = 10;
    static final int FILES = 24;

    @TempDir
    Path directory;

    final MemoryObjectStore storage = new MemoryObjectStore();
    Path source;
    int number;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectories(directory.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            write("d" + i % 3 + "/f" + i, i);
        }
    }

    void write(String path, int seed) throws IOException {
        byte[] bytes = new byte[6000];
        new Random(seed).nextBytes(bytes);
        Path file = source.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    Repository open(ObjectStore store, int percent, boolean encrypted) throws IOException {
        RepositoryBuilder builder = Repository.at(store)
                .cacheDirectory(directory.resolve("cache" + number++))
                .parameters(SMALL)
                .parity(percent);
        byte[] content = new byte[32];
        Arrays.fill(content, (byte) 3);
        try (RepositoryKey key = Keys.keyFile(content)) {
            return encrypted ? builder.key(key).openOrCreate() : builder.openOrCreate();
        }
    }

    Repository open(boolean encrypted) throws IOException {
        return open(storage.reopen(), PERCENT, encrypted);
    }

    Snapshot backup(Repository repository) throws IOException {
        return repository.backup(Source.directory(source)).host("host").run();
    }

    void makeRepository(boolean encrypted) throws IOException {
        try (Repository repository = open(encrypted)) {
            backup(repository);
        }
    }

    /** Names and bytes, as text. */
    static Map<String, String> objects(ObjectStore store, String prefix) throws IOException {
        Map<String, String> objects = new TreeMap<>();
        store.list(prefix, object -> {
            try (InputStream in = store.get(object.name())) {
                objects.put(object.name(), HexFormat.of().formatHex(in.readAllBytes()));
            }
        });
        return objects;
    }

    List<String> names(String prefix) throws IOException {
        return new ArrayList<>(objects(storage, prefix).keySet());
    }

    static List<String> ofPacks(List<String> parity) {
        return parity.stream()
                .map(name -> name.replaceFirst("^parity/", "packs/"))
                .toList();
    }

    /** What is done to the bytes of an object. */
    @FunctionalInterface
    interface Change {
        byte[] apply(byte[] bytes);
    }

    void change(String name, Change change) throws IOException {
        byte[] bytes;
        try (InputStream in = storage.get(name)) {
            bytes = in.readAllBytes();
        }
        storage.put(name, ObjectData.of(change.apply(bytes)), PutCondition.NONE);
    }

    static byte[] flip(byte[] bytes, int at) {
        bytes[at] ^= 0x40;
        return bytes;
    }

    static byte[] erase(byte[] bytes, int from, int length) {
        Arrays.fill(bytes, from, from + length, (byte) 0);
        return bytes;
    }

    void assertWhole(Repository repository) throws IOException {
        assertThat(repository.check().readData().run().damages()).isEmpty();
        for (Snapshot snapshot : repository.snapshots()) {
            assertThat(repository
                            .restore(snapshot)
                            .to(directory.resolve("target" + number++))
                            .run()
                            .problems())
                    .isEmpty();
        }
    }
}
