package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.RetiredCodec;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup takes over trees in which nothing has changed. Whatever has, it comes to the same tree, by its id, as a
 * backup that knows of none before.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class KeptTreesTest {
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 64 << 10, 1);

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("coffer.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private Path source;
    private Repository repository;
    private final MemoryObjectStore storage = new MemoryObjectStore();
    private int written;

    @BeforeEach
    void makeRepository() throws IOException {
        System.out.println("seed " + seed);
        source = Files.createDirectories(directory.resolve("source"));
        repository = at(storage).create();
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private static RepositoryBuilder at(ObjectStore store) {
        return Repository.at(store).parameters(SMALL);
    }

    private Snapshot backup() throws IOException {
        return repository.backup(Source.directory(source)).run();
    }

    private void assertSameAsAnew(String after) throws IOException {
        Snapshot snapshot = backup();
        try (Repository fresh = at(new MemoryObjectStore()).create()) {
            Snapshot anew = fresh.backup(Source.directory(source)).run();
            assertThat(snapshot.manifest().root())
                    .as("after %s, seed %d", after, seed)
                    .isEqualTo(anew.manifest().root());
            assertThat(snapshot.manifest().statistics().files())
                    .isEqualTo(anew.manifest().statistics().files());
            assertThat(snapshot.manifest().statistics().directories())
                    .isEqualTo(anew.manifest().statistics().directories());
            assertThat(snapshot.manifest().statistics().bytes())
                    .isEqualTo(anew.manifest().statistics().bytes());
        }
    }

    /** No two have the same size, for the clock of a file system may not tell two changes apart. */
    private void write(Path file) throws IOException {
        byte[] bytes = new byte[100 + written++];
        random.nextBytes(bytes);
        Files.write(file, bytes);
    }

    @Test
    void anyChange() throws IOException {
        for (int i = 0; i < 12; i++) {
            Path inner = Files.createDirectories(source.resolve("d" + i % 4).resolve("e" + i));
            for (int j = 0; j < 8; j++) {
                write(inner.resolve("f" + j));
            }
        }
        assertSameAsAnew("the first backup");
        for (int round = 0; round < 120; round++) {
            StringBuilder changes = new StringBuilder("round " + round);
            for (int left = random.nextInt(3); left > 0; left--) {
                changes.append(", ").append(change());
            }
            assertSameAsAnew(changes.toString());
        }
    }

    private String change() throws IOException {
        List<Path> all = paths(source);
        Path path = all.get(random.nextInt(all.size()));
        boolean isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        Path parent = isDirectory ? path : path.getParent();
        switch (random.nextInt(7)) {
            case 0 -> {
                // Before, between or after what is there.
                Path added = parent.resolve("aez".charAt(random.nextInt(3)) + "" + written);
                write(added);
                return "added " + added;
            }
            case 1 -> {
                if (isDirectory) {
                    Files.createDirectory(path.resolve("sub" + written++));
                    return "a directory in " + path;
                }
                delete(path);
                return "deleted " + path;
            }
            case 2 -> {
                if (!path.equals(source)) {
                    Path to = parent.resolveSibling("moved" + written++);
                    Path from = parent.equals(source) ? path : parent;
                    Files.move(from, parent.equals(source) ? source.resolve("moved" + written++) : to);
                }
                return "moved " + path;
            }
            case 3 -> {
                Files.setPosixFilePermissions(
                        parent, PosixFilePermissions.fromString(random.nextBoolean() ? "rwxr-x---" : "rwxr-xr-x"));
                return "permissions of " + parent;
            }
            case 4 -> {
                Files.createSymbolicLink(parent.resolve("link" + written++), Path.of("somewhere" + written));
                return "a link in " + parent;
            }
            case 5 -> {
                if (!isDirectory) {
                    delete(path);
                    Files.createDirectory(path);
                    write(path.resolve("file"));
                }
                return "a directory instead of " + path;
            }
            default -> {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    write(path);
                }
                return "wrote " + path;
            }
        }
    }

    private static void delete(Path path) throws IOException {
        List<Path> all = paths(path);
        all.stream().sorted(Comparator.reverseOrder()).forEach(file -> {
            try {
                Files.delete(file);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    private static List<Path> paths(Path top) throws IOException {
        try (Stream<Path> paths = Files.walk(top)) {
            return paths.sorted().toList();
        }
    }

    @Test
    void manyEntriesOfWhichTheLastOrTheFirstChanges() throws IOException {
        Path many = Files.createDirectory(source.resolve("many"));
        for (int i : IntStream.range(0, 5000).toArray()) {
            Files.createFile(many.resolve(String.format("%06d", i)));
        }
        assertSameAsAnew("the first backup");
        assertSameAsAnew("nothing");
        write(many.resolve("004999"));
        assertSameAsAnew("a change of the last");
        Files.delete(many.resolve("004999"));
        assertSameAsAnew("no last");
        Files.delete(many.resolve("000000"));
        assertSameAsAnew("no first");
        write(many.resolve("004096"));
        assertSameAsAnew("a change in the middle");
    }

    @Test
    void whatIsUnchangedIsNotPutAgain() throws IOException {
        Path inner = Files.createDirectories(source.resolve("a/b/c"));
        for (int i = 0; i < 100; i++) {
            write(inner.resolve("file" + i));
        }
        Snapshot first = backup();
        Snapshot second = backup();
        assertThat(second.manifest().root()).isEqualTo(first.manifest().root());
        assertThat(second.manifest().statistics().newContents()).isZero();
        assertThat(second.manifest().statistics().storedBytes()).isZero();
    }

    @Test
    void aTreeInARetiredPackIsPutAgain() throws IOException {
        Path inner = Files.createDirectories(source.resolve("a/b"));
        for (int i = 0; i < 20; i++) {
            write(inner.resolve("file" + i));
        }
        Snapshot first = backup();
        repository.close();
        List<PackId> packs = packsOfTrees();
        byte[] list = RetiredCodec.encode(Envelopes.PLAIN, "retired/by-a-prune", packs);
        storage.put("retired/by-a-prune", ObjectData.of(list), PutCondition.NONE);

        repository = at(storage.reopen()).open();
        Snapshot second = backup();

        assertThat(second.manifest().statistics().newContents()).isPositive();
        assertThat(second.manifest().root()).isEqualTo(first.manifest().root());
        repository.close();
        ObjectStore afterThePrune = storage.reopen();
        afterThePrune.delete(packs.stream().map(PackId::objectName).toList());
        repository = at(afterThePrune).open();
        assertThat(repository.check().readData().run().damages()).isEmpty();
    }

    private List<PackId> packsOfTrees() throws IOException {
        List<PackId> packs = new ArrayList<>();
        ObjectStore store = storage.reopen();
        List<String> names = new ArrayList<>();
        store.list("packs/", object -> names.add(object.name()));
        for (String name : names) {
            // Magic, then the type.
            if (store.get(name, 0, 8)[4] == 'M') {
                packs.add(PackId.ofObject(name));
            }
        }
        assertThat(packs).isNotEmpty().hasSizeLessThan(names.size());
        return packs;
    }
}
