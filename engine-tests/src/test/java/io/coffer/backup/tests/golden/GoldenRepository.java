package io.coffer.backup.tests.golden;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A repository of format version 1 as it was written when the format was frozen. Whatever the library becomes, it has
 * to read this one.
 */
final class GoldenRepository {
    private static final String NAME = "format-1.zip";
    private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");
    private static final Instant FIRST = Instant.parse("2026-01-31T12:00:00Z");
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(1024, 2048, 4096, 8192, 4096, 16 << 10, 3);

    private GoldenRepository() {}

    /** All objects, by name. */
    static Map<String, byte[]> objects() throws IOException {
        return objects(NAME);
    }

    /** All objects of one of the golden repositories, by name. */
    static Map<String, byte[]> objects(String file) throws IOException {
        Map<String, byte[]> objects = new TreeMap<>();
        try (InputStream resource = GoldenRepository.class.getResourceAsStream("/golden/" + file);
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                objects.put(entry.getName(), zip.readAllBytes());
            }
        }
        return objects;
    }

    static MemoryObjectStore storeOf(Map<String, byte[]> objects) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        for (Map.Entry<String, byte[]> object : objects.entrySet()) {
            store.put(object.getKey(), ObjectData.of(object.getValue()), PutCondition.NONE);
        }
        return store;
    }

    /** Puts the objects into files, as a local store has them. */
    static Path unpack(Path directory) throws IOException {
        return unpack(NAME, directory);
    }

    /** Puts the objects of one of the golden repositories into files. */
    static Path unpack(String name, Path directory) throws IOException {
        for (Map.Entry<String, byte[]> object : objects(name).entrySet()) {
            Path file = directory.resolve(object.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, object.getValue());
        }
        return directory;
    }

    /** Makes the repository anew. But for the durations in the manifests it is the same each time. */
    static void generate(Path cache) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        for (int snapshot = 1; snapshot <= GoldenSource.SNAPSHOTS; snapshot++) {
            try (Repository repository = at(store, cache, snapshot).openOrCreate()) {
                backUp(repository, snapshot);
            }
        }
        save(store, NAME);
    }

    /** The repository on the day of a snapshot, when nothing is left to chance. */
    static RepositoryBuilder at(ObjectStore store, Path cache, int snapshot) {
        return Repository.at(store)
                .cacheDirectory(cache)
                .clock(Clock.fixed(FIRST.plusSeconds(86_400L * snapshot), ZoneOffset.UTC))
                .random(new Random(snapshot))
                .executor(Runnable::run)
                .parameters(SMALL);
    }

    static void backUp(Repository repository, int snapshot) throws IOException {
        String user = System.setProperty("user.name", "anna");
        try {
            repository
                    .backup(GoldenSource.of(snapshot))
                    .host("golden")
                    .tag("number-" + snapshot, "golden")
                    .run();
        } finally {
            System.setProperty("user.name", user);
        }
    }

    /** Keeps all objects for ever. */
    static void save(ObjectStore store, String name) throws IOException {
        Files.createDirectories(DIRECTORY);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(DIRECTORY.resolve(name)))) {
            store.list("", object -> write(zip, store, object.name()));
        }
    }

    private static void write(ZipOutputStream zip, ObjectStore store, String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 31, 12, 0));
        try (InputStream in = store.get(name)) {
            zip.putNextEntry(entry);
            in.transferTo(zip);
            zip.closeEntry();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
