package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index can be made anew from the packs alone. */
class RebuildTest {
    @TempDir
    private Path directory;

    private Lab lab;
    private MemoryObjectStore storage;
    private Map<String, ByteBuffer> firstFiles;
    private int packs;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        storage = new MemoryObjectStore();
        lab.write("one", 30_000, 1);
        try (Repository repository = lab.create(storage.reopen())) {
            lab.backup(repository);
            firstFiles = lab.sourceFiles();
            lab.write("sub/two", 20_000, 2);
            lab.backup(repository);
        }
        packs = Lab.names(storage, "packs/").size();
        assertThat(packs).isGreaterThan(3);
    }

    private void assertRebuilds() throws IOException {
        try (Repository repository = lab.open(storage.reopen())) {
            assertThat(repository.rebuildIndex()).isEqualTo(packs);
            Lab.assertWhole(repository);
        }
        try (Repository repository = lab.open(storage.reopen())) {
            Lab.assertWhole(repository);
            List<Snapshot> snapshots = repository.snapshots();
            lab.assertRestores(repository, snapshots.get(0), firstFiles);
            lab.assertRestores(repository, snapshots.get(1), lab.sourceFiles());
            assertThat(lab.backup(repository).manifest().statistics().newContents())
                    .isZero();
        }
    }

    @Test
    void anIndexThatIsLostAsAWhole() throws IOException {
        storage.delete(Lab.names(storage, "index/"));
        try (Repository repository = lab.open(storage.reopen())) {
            Snapshot latest = repository.snapshot("latest");
            assertThatThrownBy(() -> latest.list(""))
                    .isInstanceOf(ContentNotFoundException.class)
                    .hasMessageContaining("rebuild the index if index objects are lost");
        }
        assertRebuilds();
    }

    @Test
    void anIndexOfWhichOneObjectIsLost() throws IOException {
        storage.delete(List.of(Lab.names(storage, "index/").get(1)));
        assertRebuilds();
    }

    @Test
    void anIndexWhoseObjectsAreAllDamaged() throws IOException {
        for (String name : Lab.names(storage, "index/")) {
            byte[] bytes = Lab.read(storage, name);
            bytes[bytes.length / 2] ^= 1;
            Lab.put(storage, name, bytes);
        }
        try (Repository repository = lab.open(storage.reopen())) {
            assertThatThrownBy(() -> lab.backup(repository))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageStartingWith("index/")
                    .hasMessageContaining("rebuild the index, which takes what it holds from the packs");
            assertThat(repository.check().run().damages())
                    .extracting("object")
                    .containsAll(Lab.names(storage, "index/"));
        }
        assertRebuilds();
    }

    @Test
    void anIndexWhoseObjectsAreAllTheSame() throws IOException {
        List<String> names = Lab.names(storage, "index/");
        byte[] one = Lab.read(storage, names.get(0));
        for (String name : names) {
            Lab.put(storage, name, one);
        }
        assertRebuilds();
    }

    @Test
    void anIndexThatIsWholeStaysAsItIs() throws IOException {
        List<String> before = Lab.names(storage, "index/");
        assertRebuilds();
        assertThat(Lab.names(storage, "index/")).isEqualTo(before);
        assertThat(Lab.names(storage, "sessions/")).isEmpty();
    }

    @Test
    void aDamagedPackIsLeftOutAndTheOthersAreFound() throws IOException {
        String damaged = Lab.names(storage, "packs/").get(0);
        byte[] bytes = Lab.read(storage, damaged);
        bytes[bytes.length - 1] ^= 1;
        Lab.put(storage, damaged, bytes);
        storage.delete(Lab.names(storage, "index/"));
        try (Repository repository = lab.open(storage.reopen())) {
            assertThat(repository.rebuildIndex()).isEqualTo(packs - 1);
            // The source is still there: what was lost is stored again.
            Snapshot snapshot = lab.backup(repository);
            lab.assertRestores(repository, snapshot, lab.sourceFiles());
        }
    }
}
