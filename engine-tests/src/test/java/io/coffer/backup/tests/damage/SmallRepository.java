package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.coffer.backup.CheckReport;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.RetiredCodec;
import io.coffer.backup.internal.format.SessionCodec;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The least repository that has an object of each type, and what must hold when one of them is damaged. */
final class SmallRepository {
    static final String SESSION = "sessions/00000000-0000-0000-0000-000000000001";
    static final String RETIRED = "retired/00000000-0000-0000-0000-000000000002";

    private final Lab lab;
    private final Map<String, ByteBuffer> files;
    private final Map<String, byte[]> objects;

    private SmallRepository(Lab lab, Map<String, ByteBuffer> files, Map<String, byte[]> objects) {
        this.lab = lab;
        this.files = files;
        this.objects = objects;
    }

    static SmallRepository make(Path directory) throws IOException {
        Lab lab = new Lab(directory);
        lab.write("small", "hello".getBytes());
        lab.write("sub/text", "again and ".repeat(30).getBytes());
        MemoryObjectStore store = new MemoryObjectStore();
        try (Repository repository = lab.create(store)) {
            lab.backup(repository);
        }
        Map<String, byte[]> objects = Lab.objects(store);
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        objects.put(
                SESSION,
                SessionCodec.encode(Envelopes.PLAIN, SESSION, "elsewhere", "somebody", "something", time, time));
        PackId gone = new PackId(ContentId.of(Sha256.of(new byte[] {1})));
        objects.put(RETIRED, RetiredCodec.encode(Envelopes.PLAIN, RETIRED, List.of(gone)));
        return new SmallRepository(lab, lab.sourceFiles(), objects);
    }

    Map<String, byte[]> objects() {
        Map<String, byte[]> copy = new TreeMap<>();
        objects.forEach((name, bytes) -> copy.put(name, bytes.clone()));
        return copy;
    }

    /** The only object whose name starts so. */
    String name(String prefix) {
        List<String> names = objects.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
        assertThat(names).hasSize(1);
        return names.get(0);
    }

    /** The pack of a type: 'D' for data, 'M' for metadata. */
    String pack(char type) {
        return objects.keySet().stream()
                .filter(name -> name.startsWith("packs/") && objects.get(name)[4] == type)
                .findFirst()
                .orElseThrow();
    }

    ObjectStore storeWith(String name, byte[] bytes) throws IOException {
        Map<String, byte[]> changed = objects();
        changed.put(name, bytes);
        return Lab.storeOf(changed);
    }

    ObjectStore storeWithout(String name) throws IOException {
        Map<String, byte[]> changed = objects();
        changed.remove(name);
        return Lab.storeOf(changed);
    }

    /** Opening or the check must name the damaged object, and whatever is restored must be right. */
    void assertNoticed(ObjectStore store, String name) throws IOException {
        Path cache = lab.fresh("cache");
        try (Repository repository = Repository.at(store)
                .cacheDirectory(cache)
                .executor(Runnable::run)
                .open()) {
            CheckReport report = repository.check().readData().run();
            assertThat(report.ok())
                    .as("the check is content with a damaged %s", name)
                    .isFalse();
            assertThat(report.damages())
                    .as("the check names %s", name)
                    .anySatisfy(damage -> assertThat(damage.object()).isEqualTo(name))
                    .allSatisfy(SmallRepository::assertSaysWhatWasFound);
            assertNothingWrongIsRestored(repository);
        } catch (CorruptObjectException | UnsupportedFormatException refused) {
            assertNames(refused, name);
        }
    }

    /** The object is named beside the message, and what to do is the same for all of them. */
    static void assertSaysWhatWasFound(CheckReport.Damage damage) {
        assertThat(damage.message()).doesNotContain(damage.object(), "run a check", "from a copy", "rebuild the index");
    }

    private static void assertNames(RepositoryException refused, String name) {
        assertThat(refused.subject()).isEqualTo(name);
        assertThat(refused).hasMessageContaining(name);
        assertThat(refused.getMessage())
                .as("a remedy")
                .containsAnyOf("use a newer version", "restore the object from a copy", "rebuild the index");
    }

    private void assertNothingWrongIsRestored(Repository repository) throws IOException {
        Path target = lab.fresh("target");
        boolean complete = false;
        try {
            Snapshot snapshot = repository.snapshot("latest");
            RestoreResult result = repository.restore(snapshot).to(target).run();
            complete = result.complete();
        } catch (RepositoryException refused) {
            assertThat(refused.subject()).isNotEmpty();
        }
        Map<String, ByteBuffer> restored = Lab.filesBelow(target);
        if (complete) {
            assertThat(restored).isEqualTo(files);
        } else {
            Map<String, ByteBuffer> right = new HashMap<>(files);
            right.keySet().retainAll(restored.keySet());
            assertThat(restored).isEqualTo(right);
        }
        delete(target);
    }

    private static void delete(Path target) throws IOException {
        if (Files.exists(target)) {
            try (var paths = Files.walk(target)) {
                for (Path path :
                        paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** What {@link #assertNoticed} found must come with what was done to the object. */
    void assertNoticed(String name, byte[] bytes, String what) throws IOException {
        try {
            assertNoticed(storeWith(name, bytes), name);
        } catch (AssertionError | RuntimeException | IOException failed) {
            fail(name + " " + what + ": " + failed, failed);
        }
    }
}
