package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CheckReport;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.Repository;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.format.ListFormat;
import io.coffer.backup.internal.format.TreeEncoder;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceContext;
import io.coffer.backup.source.SourceEntry;
import io.coffer.backup.source.VirtualDirectory;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trees nested deeper than anybody can use, made by a source or by somebody who wants to do harm; and wrong lists. */
@Timeout(120)
class DeepTreesTest {
    private static final int DEEP = 3000;

    @TempDir
    private Path directory;

    private Lab lab;
    private MemoryObjectStore storage;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        lab.write("file", 10, 1);
        storage = new MemoryObjectStore();
        lab.create(storage.reopen()).close();
    }

    private record Deep(SourceEntry top) implements Source {
        @Override
        public String name() {
            return "deep";
        }

        @Override
        public String location() {
            return "test:deep";
        }

        @Override
        public OpenSource open(SourceContext context) {
            return new OpenSource() {
                @Override
                public SourceEntry root() {
                    return top;
                }

                @Override
                public void close() {}
            };
        }
    }

    private static SourceEntry nested(int depth) {
        SourceEntry entry = new VirtualDirectory(EntryName.of("d"), Instant.EPOCH, List.of());
        for (int i = 1; i < depth; i++) {
            entry = new VirtualDirectory(EntryName.of("d"), Instant.EPOCH, List.of(entry));
        }
        return entry;
    }

    @Test
    void whatIsNestedTooDeepIsLeftOutAndReported() throws IOException {
        try (Repository repository = lab.open(storage.reopen())) {
            Snapshot snapshot = repository.backup(new Deep(nested(DEEP))).run();

            assertThat(snapshot.manifest().complete()).isFalse();
            assertThat(snapshot.manifest().problems()).singleElement().satisfies(problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREADABLE);
                assertThat(problem.message()).contains("nested more than 2048 deep");
            });
            assertThat(repository.check().run().damages())
                    .as("what was stored can be read")
                    .isEmpty();
            int[] met = {0};
            snapshot.walk("", (path, node) -> met[0]++);
            assertThat(met[0]).isEqualTo(2046);
        }
    }

    /** Replaces the root of the snapshot by another one. */
    private void forge(Repository repository, Forgery forgery) throws IOException {
        Manifest before = lab.backup(repository).manifest();
        RepositoryCore core = core(repository);
        try (BlobWriter writer = core.newWriter()) {
            ContentReference root = forgery.make(writer);
            writer.flush();
            core.snapshots()
                    .write(new Manifest(
                            before.time().plusSeconds(60),
                            before.host(),
                            before.user(),
                            before.program(),
                            before.sources(),
                            before.tags(),
                            root,
                            null,
                            List.of(),
                            before.statistics()));
        }
    }

    @FunctionalInterface
    private interface Forgery {
        ContentReference make(BlobWriter writer) throws IOException;
    }

    private static RepositoryCore core(Repository repository) {
        try {
            Field field = repository.getClass().getDeclaredField("core");
            field.setAccessible(true);
            return (RepositoryCore) field.get(repository);
        } catch (ReflectiveOperationException renamed) {
            throw new AssertionError(renamed);
        }
    }

    private static ContentReference tree(BlobWriter writer, ContentReference below) throws IOException {
        byte[] bytes = TreeEncoder.head();
        if (below != null) {
            TreeEncoder encoder = new TreeEncoder();
            int length = encoder.encode(new Node(
                    EntryName.of("d"),
                    EntryAttributes.of(EntryType.DIRECTORY, 0, Instant.EPOCH),
                    below,
                    null,
                    null,
                    java.util.Map.of(),
                    false));
            bytes = Arrays.copyOf(bytes, 2 + length);
            System.arraycopy(encoder.array(), 0, bytes, 2, length);
        }
        ContentId id = writer.putMetadata(bytes, 0, bytes.length);
        return new ContentReference(bytes.length, 0, List.of(id));
    }

    private void assertRefused(String why) throws IOException {
        try (Repository repository = lab.open(storage.reopen())) {
            CheckReport report = repository.check().run();
            assertThat(report.damages())
                    .isNotEmpty()
                    .anySatisfy(damage -> assertThat(damage.message()).contains(why));
            Snapshot snapshot = repository.snapshot("latest");
            assertThatThrownBy(() -> snapshot.walk("", (path, node) -> {})).isInstanceOf(CorruptObjectException.class);
            Path target = lab.fresh("target");
            try {
                assertThat(repository.restore(snapshot).to(target).run().complete())
                        .isFalse();
            } catch (CorruptObjectException refused) {
                assertThat(refused).hasMessageContaining(why);
            } finally {
                remove(target);
            }
        }
    }

    /** What JUnit does with a directory takes it minutes when thousands are nested in it. */
    private static void remove(Path directory) throws IOException {
        try {
            new ProcessBuilder("rm", "-rf", directory.toString()).start().waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aForgedTreeThatIsNestedTooDeepIsRefused() throws IOException {
        try (Repository repository = lab.open(storage.reopen())) {
            forge(repository, writer -> {
                ContentReference tree = tree(writer, null);
                for (int i = 0; i < DEEP; i++) {
                    tree = tree(writer, tree);
                }
                return tree;
            });
        }
        assertRefused("nested more than 2048 deep");
    }

    /** An application may restore on a thread of its own, with as little stack as it has set. */
    @Test
    void howDeepATreeIsDoesNotDependOnTheStack() throws Exception {
        try (Repository repository = lab.open(storage.reopen())) {
            Snapshot snapshot = repository.backup(new Deep(nested(1500))).run();
            FutureTask<RestoreResult> restore = new FutureTask<>(() ->
                    repository.restore(snapshot).to(directory.resolve("out")).run());
            Thread thread = new Thread(null, restore, "small stack", 192 << 10);
            thread.start();
            RestoreResult result = restore.get();

            assertThat(result.problems()).isEmpty();
            assertThat(result.directories()).isGreaterThanOrEqualTo(1499);
        }
    }

    @Test
    void aListOfAnotherLevelThanItMustHaveIsRefused() throws IOException {
        try (Repository repository = lab.open(storage.reopen())) {
            forge(repository, writer -> {
                ContentReference empty = tree(writer, null);
                ContentReference tree = tree(writer, empty);
                byte[] list = ListFormat.encode(tree.size(), 3, tree.ids());
                ContentId id = writer.putMetadata(list, 0, list.length);
                ContentReference forged = new ContentReference(tree.size(), 1, List.of(id));
                return tree(writer, forged);
            });
        }
        assertRefused("it has level 3, expected 0");
    }

    @Test
    void aTreeThatIsTheListOfItsOwnPiecesIsRefused() throws IOException {
        try (Repository repository = lab.open(storage.reopen())) {
            forge(repository, writer -> {
                ContentReference empty = tree(writer, null);
                byte[] list = ListFormat.encode(empty.size(), 0, empty.ids());
                ContentId id = writer.putMetadata(list, 0, list.length);
                return tree(writer, new ContentReference(list.length, 0, List.of(id)));
            });
        }
        assertRefused("expected a tree");
    }
}
