package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CheckReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.DirectorySource;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Small repositories, what is backed up into them, and what must hold of them. */
final class Lab {
    /** Everything is cut small, so that little data makes several chunks, segments and packs. */
    static final RepositoryParameters SMALL = new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 << 10, 1);

    private final Path directory;
    private final AtomicInteger number = new AtomicInteger();

    Lab(Path directory) {
        this.directory = directory;
    }

    /** A path where nothing is. */
    Path fresh(String name) {
        return directory.resolve(name + number.incrementAndGet());
    }

    /** The directory that is backed up. */
    Path sourceDirectory() throws IOException {
        return Files.createDirectories(directory.resolve("source"));
    }

    DirectorySource source() throws IOException {
        return Source.directory(sourceDirectory());
    }

    /** Writes a file to be backed up, with bytes that do not compress and come from a seed. */
    Path write(String path, int length, long seed) throws IOException {
        return write(path, bytes(length, seed));
    }

    Path write(String path, byte[] bytes) throws IOException {
        Path file = sourceDirectory().resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A builder with a cache of its own, as on another machine. */
    RepositoryBuilder at(ObjectStore store) {
        return Repository.at(store).cacheDirectory(fresh("cache")).parameters(SMALL);
    }

    Repository create(ObjectStore store) throws IOException {
        return at(store).create();
    }

    Repository open(ObjectStore store) throws IOException {
        return at(store).open();
    }

    /** Backs the source up. */
    Snapshot backup(Repository repository) throws IOException {
        return repository.backup(source()).run();
    }

    /** What the source holds now, to be compared with a later restore. */
    Map<String, ByteBuffer> sourceFiles() throws IOException {
        return filesBelow(sourceDirectory());
    }

    static Map<String, ByteBuffer> filesBelow(Path root) throws IOException {
        Map<String, ByteBuffer> files = new TreeMap<>();
        if (!Files.exists(root)) {
            return files;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), ByteBuffer.wrap(Files.readAllBytes(path)));
            }
        }
        return files;
    }

    /** Restores a snapshot to a new place and compares it, byte for byte. */
    void assertRestores(Repository repository, Snapshot snapshot, Map<String, ByteBuffer> expected) throws IOException {
        Path target = fresh("target");
        RestoreResult result = repository.restore(snapshot).to(target).run();
        assertThat(result.problems()).isEmpty();
        assertThat(result.complete()).isTrue();
        assertThat(filesBelow(target)).isEqualTo(expected);
    }

    /** Opens a repository anew and requires that it is whole. */
    void assertWhole(ObjectStore store) throws IOException {
        try (Repository repository = open(store)) {
            assertWhole(repository);
        }
    }

    static void assertWhole(Repository repository) throws IOException {
        CheckReport report = repository.check().readData().run();
        assertThat(report.damages()).isEmpty();
        assertThat(report.ok()).isTrue();
    }

    /** Everything that a store holds, by name. */
    static Map<String, byte[]> objects(ObjectStore store) throws IOException {
        Map<String, byte[]> objects = new TreeMap<>();
        for (String name : names(store, "")) {
            objects.put(name, read(store, name));
        }
        return objects;
    }

    static List<String> names(ObjectStore store, String prefix) throws IOException {
        List<String> names = new java.util.ArrayList<>();
        store.list(prefix, object -> names.add(object.name()));
        names.sort(null);
        return names;
    }

    static byte[] read(ObjectStore store, String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    static void put(ObjectStore store, String name, byte[] bytes) throws IOException {
        store.put(name, ObjectData.of(bytes), PutCondition.NONE);
    }

    static MemoryObjectStore storeOf(Map<String, byte[]> objects) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        for (Map.Entry<String, byte[]> object : objects.entrySet()) {
            put(store, object.getKey(), object.getValue());
        }
        return store;
    }
}
