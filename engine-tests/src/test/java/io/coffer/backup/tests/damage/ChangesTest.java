package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceContext;
import io.coffer.backup.source.SourceEntry;
import io.coffer.backup.source.VirtualDirectory;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which files a backup reads, and which it takes from the snapshot before. */
@Timeout(60)
class ChangesTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private MemoryObjectStore storage;
    private Repository repository;
    private final List<String> opened = java.util.Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void makeRepository() throws IOException {
        storage = new MemoryObjectStore();
        repository = new Lab(directory).create(storage.reopen());
    }

    @AfterEach
    void closeRepository() throws IOException {
        repository.close();
    }

    /** A file whose attributes are as it is told. */
    private final class File implements SourceEntry {
        private final String name;
        private final byte[] bytes;
        private final EntryAttributes attributes;

        File(String name, byte[] bytes, Instant modified, Instant changed, long inode) {
            this.name = name;
            this.bytes = bytes;
            int unknown = EntryAttributes.UNKNOWN;
            this.attributes = new EntryAttributes(
                    EntryType.FILE, bytes.length, unknown, 0, 0, null, null, modified, changed, inode, 1, 1, 0);
        }

        @Override
        public EntryName name() {
            return EntryName.of(name);
        }

        @Override
        public EntryAttributes attributes() {
            return attributes;
        }

        @Override
        public InputStream open() {
            opened.add(name);
            return new ByteArrayInputStream(bytes);
        }
    }

    private File file(String name, int length, long seconds, long changed, long inode) {
        return new File(name, Lab.bytes(length, inode), TIME.plusSeconds(seconds), TIME.plusSeconds(changed), inode);
    }

    private static Source source(SourceEntry... entries) {
        VirtualDirectory root = new VirtualDirectory(EntryName.of("files"), TIME, List.of(entries));
        return new Source() {
            @Override
            public String name() {
                return "files";
            }

            @Override
            public String location() {
                return "made up";
            }

            @Override
            public OpenSource open(SourceContext context) {
                return new OpenSource() {
                    @Override
                    public SourceEntry root() {
                        return root;
                    }

                    @Override
                    public void close() {}
                };
            }
        };
    }

    @Test
    void onlyFilesThatMayHaveChangedAreOpened() throws IOException {
        repository
                .backup(source(
                        file("inode", 100, 0, 0, 1),
                        file("modified", 100, 0, 0, 2),
                        file("same", 100, 0, 0, 3),
                        file("size", 100, 0, 0, 4),
                        file("status", 100, 0, 0, 5)))
                .run();
        opened.clear();

        Snapshot second = repository
                .backup(source(
                        file("inode", 100, 0, 0, 6),
                        file("modified", 100, 1, 0, 2),
                        file("new", 100, 0, 0, 7),
                        file("same", 100, 0, 0, 3),
                        file("size", 101, 0, 0, 4),
                        file("status", 100, 0, 1, 5)))
                .run();

        assertThat(opened).containsExactlyInAnyOrder("inode", "modified", "new", "size", "status");
        assertThat(second.manifest().statistics().unchangedFiles()).isEqualTo(1);
        assertThat(second.manifest().parent()).isNotNull();
        assertThat(second.open("same").readAllBytes()).isEqualTo(Lab.bytes(100, 3));
    }

    @Test
    void readAllOpensEveryFile() throws IOException {
        Source source = source(file("a", 100, 0, 0, 1), file("b", 100, 0, 0, 2));
        repository.backup(source).run();
        opened.clear();
        repository.backup(source).readAll().run();
        assertThat(opened).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void anotherHostHasItsOwnSnapshots() throws IOException {
        Source source = source(file("a", 100, 0, 0, 1));
        repository.backup(source).host("one").run();
        opened.clear();
        Snapshot other = repository.backup(source).host("other").run();
        assertThat(opened).containsExactly("a");
        assertThat(other.manifest().parent()).isNull();
        assertThat(other.manifest().statistics().newBytes()).isZero();
    }

    @Test
    void aParentThatIsGivenIsTheOneThatCounts() throws IOException {
        Snapshot first = repository.backup(source(file("a", 100, 0, 0, 1))).run();
        repository.backup(source(file("a", 100, 5, 5, 1))).run();
        opened.clear();
        Snapshot third = repository
                .backup(source(file("a", 100, 0, 0, 1)))
                .host("third")
                .parent(first)
                .run();
        assertThat(opened).isEmpty();
        assertThat(third.manifest().parent()).isEqualTo(first.id());
    }

    @Test
    void aContentThatLostItsHomeIsStoredAgain() throws IOException {
        Source source = source(file("a", 3000, 0, 0, 1), file("b", 20_000, 0, 0, 2));
        repository.backup(source).run();
        storage.delete(Lab.names(storage, "index/"));
        storage.delete(Lab.names(storage, "packs/"));
        opened.clear();

        Snapshot again = repository.backup(source).run();

        assertThat(opened).containsExactlyInAnyOrder("a", "b");
        assertThat(again.open("b").readAllBytes()).isEqualTo(Lab.bytes(20_000, 2));
        Lab.assertWhole(repository);
    }

    @Test
    void backupsThatRunAtOnceBothSucceed() throws Exception {
        var pool = Executors.newFixedThreadPool(4);
        try (Repository second = new Lab(directory.resolve("second")).open(storage.reopen())) {
            List<Callable<Snapshot>> backups = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Repository used = i % 2 == 0 ? repository : second;
                Source source = source(file("common", 50_000, 0, 0, 1), file("own" + i, 50_000, 0, 0, 10 + i));
                backups.add(() -> used.backup(source).run());
            }
            int number = 0;
            for (Future<Snapshot> backup : pool.invokeAll(backups)) {
                Snapshot snapshot = backup.get();
                assertThat(snapshot.open("common").readAllBytes()).isEqualTo(Lab.bytes(50_000, 1));
                assertThat(snapshot.open("own" + number).readAllBytes()).isEqualTo(Lab.bytes(50_000, 10 + number));
                number++;
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(repository.snapshots()).hasSize(4);
        Lab.assertWhole(repository);
    }

    @Test
    void aSourceThatFailsEndsTheBackupWithoutASnapshot() throws IOException {
        Source broken = new Source() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public String location() {
                return "nowhere";
            }

            @Override
            public OpenSource open(SourceContext context) throws IOException {
                throw new IOException("the tape is torn");
            }
        };
        assertThatThrownBy(() -> repository.backup(broken).run()).hasMessage("the tape is torn");
        assertThat(repository.snapshots()).isEmpty();
        assertThat(Lab.names(storage, "sessions/")).isEmpty();
    }
}
