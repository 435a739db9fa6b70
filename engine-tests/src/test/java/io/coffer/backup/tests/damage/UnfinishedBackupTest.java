package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.repository.IndexLoader;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup that ends early, long before its first index object is due, names the packs that it has stored. */
@Timeout(60)
class UnfinishedBackupTest {
    private static final int SIZE = 400_000;
    private static final int PACK = 8;

    @TempDir
    private Path directory;

    private Lab lab;
    private MemoryObjectStore storage;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        lab.write("file", SIZE, 11);
        storage = new MemoryObjectStore();
        lab.create(storage.reopen()).close();
    }

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    @Test
    void afterAFailureAllPacksAreInTheIndex() throws IOException {
        Fault fault =
                Fault.on(StoreOperation.PUT).named("packs/").nth(PACK).forEver().build();
        try (Repository repository = lab.open(new FaultyObjectStore(storage.reopen()).plan(fault))) {
            assertThatThrownBy(() -> lab.backup(repository)).hasMessageContaining("planned fault");
        }
        assertNothingIsStoredAgain();
    }

    @Test
    void afterAnInterruptionAllPacksAreInTheIndex() throws IOException {
        Thread caller = Thread.currentThread();
        AtomicInteger packs = new AtomicInteger();
        ObjectStore store = new Hooks(storage.reopen(), (operation, name) -> {
            if (operation.equals("put") && name.startsWith("packs/") && packs.incrementAndGet() == PACK) {
                caller.interrupt();
            }
        });
        try (Repository repository = lab.open(store)) {
            assertThatThrownBy(() -> lab.backup(repository)).isInstanceOf(OperationInterruptedException.class);
            assertThat(Thread.interrupted()).as("the flag").isTrue();
        }
        assertNothingIsStoredAgain();
    }

    @Test
    void aStoreThatIsGoneDoesNotHideWhyTheBackupFailed() throws IOException {
        Fault first = Fault.on(StoreOperation.PUT).named("packs/").nth(PACK).build();
        Fault index = Fault.on(StoreOperation.PUT).named("index/").forEver().build();
        try (Repository repository =
                lab.open(new FaultyObjectStore(storage.reopen()).plan(first).plan(index))) {
            assertThatThrownBy(() -> lab.backup(repository))
                    .hasMessageContaining("planned fault")
                    .hasMessageContaining("packs/");
        }
        assertThat(index.fired()).isTrue();
        assertThat(first.fired()).isTrue();
        lab.assertWhole(storage.reopen());
    }

    private void assertNothingIsStoredAgain() throws IOException {
        Set<String> packs = new TreeSet<>(Lab.names(storage, "packs/"));
        assertThat(packs).hasSizeBetween(2, 20);
        assertThat(indexed()).isEqualTo(packs);
        try (Repository repository = lab.open(storage.reopen())) {
            Snapshot snapshot = lab.backup(repository);
            // The packs hold random bytes, which do not compress, and hardly anything else.
            assertThat(snapshot.manifest().statistics().newBytes()).isLessThan(SIZE - (packs.size() - 1) * 12_000L);
            lab.assertRestores(repository, snapshot, lab.sourceFiles());
            Lab.assertWhole(repository);
        }
    }

    private Set<String> indexed() throws IOException {
        Set<String> packs = new TreeSet<>();
        for (Map.Entry<String, byte[]> object : Lab.objects(storage).entrySet()) {
            if (object.getKey().startsWith("index/")) {
                IndexTable table =
                        IndexLoader.table(Envelopes.PLAIN, object.getKey(), ByteBuffer.wrap(object.getValue()));
                for (int i = 0; i < table.packCount(); i++) {
                    packs.add(table.pack(i).id().objectName());
                }
            }
        }
        return packs;
    }
}
