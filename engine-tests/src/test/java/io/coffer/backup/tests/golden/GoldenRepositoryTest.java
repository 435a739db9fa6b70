package io.coffer.backup.tests.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CheckReport;
import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A repository of format version 1 can be read for ever. */
class GoldenRepositoryTest {
    @TempDir
    private Path directory;

    private Repository open(MemoryObjectStore store) throws IOException {
        return Repository.at(store).cacheDirectory(directory.resolve("cache")).open();
    }

    private Repository open() throws IOException {
        return open(GoldenRepository.storeOf(GoldenRepository.objects()));
    }

    static List<Snapshot> inOrder(Repository repository) throws IOException {
        List<Snapshot> snapshots = new ArrayList<>(repository.snapshots());
        snapshots.sort(
                java.util.Comparator.comparing(snapshot -> snapshot.manifest().time()));
        assertThat(snapshots).hasSize(GoldenSource.SNAPSHOTS);
        return snapshots;
    }

    @Test
    @EnabledIfSystemProperty(named = "coffer.golden.generate", matches = "true")
    void theGoldenRepositoryIsMadeAnewOnRequest() throws IOException {
        GoldenRepository.generate(directory);
    }

    @Test
    void itIsSmallAndHasSeveralIndexObjects() throws IOException {
        Map<String, byte[]> objects = GoldenRepository.objects();

        assertThat(objects.values().stream().mapToInt(bytes -> bytes.length).sum())
                .isLessThan(60_000);
        assertThat(objects.keySet())
                .filteredOn(name -> name.startsWith("index/"))
                .hasSize(3);
    }

    @Test
    void itIsWhole() throws IOException {
        try (Repository repository = open()) {
            CheckReport report = repository.check().readData().run();

            assertThat(report.damages()).isEmpty();
            assertThat(report.snapshots()).isEqualTo(GoldenSource.SNAPSHOTS);
            assertThat(report.readPacks()).isEqualTo(report.packs()).isPositive();
        }
    }

    @Test
    void eachSnapshotHasWhatWasBackedUp() throws IOException {
        try (Repository repository = open()) {
            int number = 1;
            for (Snapshot snapshot : inOrder(repository)) {
                compare(snapshot, "", GoldenSource.of(number++).root());
            }
        }
    }

    static void compare(Snapshot snapshot, String path, MemoryEntry directory) throws IOException {
        Map<Object, Node> nodes = new TreeMap<>();
        snapshot.list(path).forEach(node -> nodes.put(node.name(), node));
        for (MemoryEntry entry : directory.entries()) {
            Node node = nodes.remove(entry.name());
            if (!entry.isReadable()) {
                assertThat(node).isNull();
                continue;
            }
            assertThat(node.attributes()).isEqualTo(entry.attributes());
            assertThat(node.dataRanges()).isEqualTo(entry.dataRanges());
            assertThat(node.extendedAttributes().keySet())
                    .isEqualTo(entry.extendedAttributes().keySet());
            entry.extendedAttributes()
                    .forEach((name, value) ->
                            assertThat(node.extendedAttributes().get(name)).isEqualTo(value));
            String child = path.isEmpty() ? entry.name().toString() : path + "/" + entry.name();
            if (node.type() == EntryType.DIRECTORY) {
                compare(snapshot, child, entry);
            } else if (node.type() == EntryType.SYMLINK) {
                assertThat(node.linkTarget()).isEqualTo(entry.linkTarget());
            } else if (entry.name().isText()) {
                try (InputStream in = snapshot.open(child)) {
                    assertThat(in.readAllBytes()).isEqualTo(entry.bytes());
                }
            }
        }
        assertThat(nodes).isEmpty();
    }

    @Test
    void itHasWhatIsHardToRead() throws IOException {
        try (Repository repository = open()) {
            Snapshot last = inOrder(repository).get(2);
            Manifest manifest = last.manifest();

            assertThat(last.find("periodic").content().level()).isEqualTo(1);
            assertThat(last.find("chunks").content().ids()).hasSizeGreaterThan(3);
            assertThat(last.find("sparse").dataRanges()).hasSize(2);
            assertThat(last.find("names/first").isHardLink()).isTrue();
            assertThat(last.list("names")).anyMatch(node -> !node.name().isText());
            assertThat(manifest.problems())
                    .containsExactly(new Problem(Problem.Kind.UNREADABLE, "scratched", "the disk has a scratch here"));
            assertThat(manifest.tags()).containsExactly("golden", "number-3");
            assertThat(manifest.host()).isEqualTo("golden");
            assertThat(manifest.parent()).isEqualTo(inOrder(repository).get(1).id());
        }
    }

    @Test
    void itIsRestored() throws IOException {
        Path target = directory.resolve("target");
        try (Repository repository = open()) {
            repository.restore(inOrder(repository).get(1)).to(target).run();
        }
        for (MemoryEntry entry : GoldenSource.of(2).root().entries()) {
            Path file = target.resolve(entry.name().toString());
            if (entry.attributes().type() == EntryType.FILE) {
                assertThat(Files.readAllBytes(file)).isEqualTo(entry.bytes());
                assertThat(Files.getLastModifiedTime(file).toInstant())
                        .isEqualTo(entry.attributes().modified());
            } else {
                assertThat(file).isDirectory();
            }
        }
        assertThat(Files.isSameFile(target.resolve("names/first"), target.resolve("names/second")))
                .isTrue();
        assertThat(Files.readSymbolicLink(target.resolve("names/link"))).isEqualTo(Path.of("first"));
        try (var names = Files.list(target.resolve("names"))) {
            assertThat(names).hasSize(6);
        }
    }

    @Test
    void aBackupOfTheSameFindsEveryChunkAndEveryTree() throws IOException {
        try (Repository repository = open()) {
            Snapshot again = repository
                    .backup(GoldenSource.of(3))
                    .host("golden")
                    .readAll()
                    .run();

            assertThat(again.manifest().statistics().newContents()).isZero();
            assertThat(again.manifest().root())
                    .isEqualTo(inOrderOf(repository, again).manifest().root());
        }
    }

    private static Snapshot inOrderOf(Repository repository, Snapshot without) throws IOException {
        return repository.snapshots().stream()
                .filter(snapshot -> !snapshot.id().equals(without.id()))
                .max(java.util.Comparator.comparing(
                        snapshot -> snapshot.manifest().time()))
                .orElseThrow();
    }
}
