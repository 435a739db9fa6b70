package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.RepairReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A few small files, a storage for a repository of them, and ways to damage it and to see what that did. */
abstract class DamageFixture {
    static final int FILES = 24;

    @TempDir
    Path directory;

    final MemoryObjectStore storage = new MemoryObjectStore();
    private Path source;
    private int number;

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

    /** Where nothing is yet. */
    Path fresh(String name) {
        return directory.resolve(name + number++);
    }

    Snapshot backup(Repository repository) throws IOException {
        return repository.backup(Source.directory(source)).host("host").run();
    }

    /** Two snapshots, between which one file changes. */
    void backUpTwice(Repository repository) throws IOException {
        backup(repository);
        write("d0/f0", 100);
        backup(repository);
    }

    List<String> names(String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        storage.list(prefix, object -> names.add(object.name()));
        names.sort(null);
        return names;
    }

    /** The packs of data, or those of metadata, by the letter after the magic that the format gives them. */
    List<String> packs(boolean data) throws IOException {
        Map<String, Character> types = new TreeMap<>();
        for (String name : names("packs/")) {
            types.put(name, (char) storage.get(name, 4, 1)[0]);
        }
        assertThat(new TreeSet<>(types.values())).hasSize(2);
        return types.keySet().stream()
                .filter(name -> (types.get(name) == 'D') == data)
                .toList();
    }

    byte[] bytes(String name) throws IOException {
        try (InputStream in = storage.get(name)) {
            return in.readAllBytes();
        }
    }

    /** What is done to the bytes of an object. */
    @FunctionalInterface
    interface Change {
        byte[] apply(byte[] bytes);
    }

    void change(String name, Change change) throws IOException {
        storage.put(name, ObjectData.of(change.apply(bytes(name))), PutCondition.NONE);
    }

    /** Changes a bit of an object; a negative place counts from its end. */
    void flip(String name, int at) throws IOException {
        change(name, bytes -> {
            bytes[at < 0 ? bytes.length + at : at] ^= 1;
            return bytes;
        });
    }

    /** What cannot be restored, by snapshot and path, found by reading every file. */
    Set<String> unreadable(Repository repository) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Snapshot snapshot : repository.snapshots()) {
            RestoreResult result =
                    repository.restore(snapshot).to(fresh("target")).run();
            result.problems().forEach(problem -> found.add(snapshot.id() + " " + problem.path()));
        }
        return found;
    }

    static Set<String> lost(RepairReport report) {
        return report.lost().stream()
                .map(lost -> lost.snapshot() + " " + lost.path())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void assertWhole(Repository repository) throws IOException {
        assertThat(repository.check().readData().run().damages()).isEmpty();
        assertThat(unreadable(repository)).isEmpty();
    }
}
