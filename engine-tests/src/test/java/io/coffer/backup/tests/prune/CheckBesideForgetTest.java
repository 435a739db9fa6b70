package io.coffer.backup.tests.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CheckReport;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another machine forgets a snapshot while a check follows its references. */
class CheckBesideForgetTest {
    private static final int SNAPSHOTS = 3;

    @TempDir
    private Path directory;

    private Yard yard;
    private MemoryObjectStore store;

    @BeforeEach
    void makeStore() {
        yard = new Yard(directory);
        store = new MemoryObjectStore(yard.clock);
    }

    /** Forgets the snapshot whose manifest was read last, before a certain read of a pack. */
    private final class Forgetter implements Interposed.Hook {
        private final int manifest;
        private final int read;
        private final boolean prunes;
        private int manifests;
        private int reads;
        private String reading;
        private String forgotten;

        /** The manifest and the read of a pack are counted from 1; of the reads only those after the manifest count. */
        Forgetter(int manifest, int read, boolean prunes) {
            this.manifest = manifest;
            this.read = read;
            this.prunes = prunes;
        }

        @Override
        public synchronized void before(String operation, String name) throws IOException {
            if (!operation.equals("get") || forgotten != null) {
                return;
            }
            if (name.startsWith("snapshots/")) {
                manifests++;
                reading = name.substring("snapshots/".length());
            } else if (name.startsWith("packs/") && manifests >= manifest && ++reads == read) {
                forgotten = reading;
                forget(forgotten, prunes);
            }
        }

        CheckReport check(boolean readsData) throws IOException {
            ObjectStore hooked = Interposed.before(store.reopen(), this);
            try (Repository repository = yard.open(hooked)) {
                return repository.check().readData(readsData ? 1 : 0).run();
            }
        }
    }

    private void forget(String id, boolean prunes) throws IOException {
        try (Repository other = yard.open(store.reopen())) {
            other.forget(List.of(other.snapshot(id)));
            if (prunes) {
                assertThat(other.prune().wasteLimit(0).run().finished()).isTrue();
            }
        }
    }

    @Test
    void whatAPruneDeletesOfAForgottenSnapshotIsNoDamage() throws IOException {
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < SNAPSHOTS; i++) {
                yard.backup(repository, Yard.files(100 + 7 * i, 30));
            }
        }
        MemoryObjectStore before = store;
        for (boolean readsData : new boolean[] {false, true}) {
            for (int read = 1; ; read++) {
                store = PruneMeanwhileTest.copy(before, yard);
                Forgetter forgetter = new Forgetter(1, read, true);
                CheckReport report = forgetter.check(readsData);
                assertThat(report.damages())
                        .as("forgotten before read %d of a pack", read)
                        .isEmpty();
                assertThat(report.damageCount()).isZero();
                if (forgetter.forgotten == null) {
                    assertThat(report.snapshots()).isEqualTo(SNAPSHOTS);
                    assertThat(read).as("reads of packs").isGreaterThan(SNAPSHOTS);
                    break;
                }
                assertThat(report.snapshots()).isBetween(SNAPSHOTS - 1L, (long) SNAPSHOTS);
                yard.assertWhole(store.reopen());
            }
        }
    }

    /** Two directories; one of them is the same in all snapshots. */
    private static MemorySource sharing(int first) {
        Map<String, Integer> files = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            files.put("own/f" + i, first + i);
            files.put("shared/f" + i, i);
        }
        return new MemorySource("source", files, Yard.LENGTH);
    }

    @Test
    void damageThatOthersShareIsReported() throws IOException {
        Map<String, Integer> shared = new TreeMap<>(sharing(100).files());
        shared.keySet().removeIf(path -> path.startsWith("own/"));
        try (Repository repository = yard.open(store)) {
            Snapshot first = yard.backup(repository, new MemorySource("source", shared, Yard.LENGTH));
            List<String> trees = metadataPacks();
            yard.backup(repository, sharing(100));
            yard.backup(repository, sharing(200));
            repository.forget(List.of(first));
            store.delete(trees);
        }
        Forgetter forgetter = new Forgetter(1, 1, false);

        CheckReport report = forgetter.check(false);

        assertThat(forgetter.forgotten).isNotNull();
        String left = remaining().get(0);
        assertThat(report.snapshots()).isEqualTo(1);
        assertThat(messages(report))
                .singleElement()
                .satisfies(message -> assertThat(message).contains("the tree of source/shared/ in snapshot " + left));
    }

    @Test
    void whatWasFoundBeforeIsNotCountedTwice() throws IOException {
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < SNAPSHOTS; i++) {
                yard.backup(repository, Yard.files(100 * i, 3));
            }
        }
        store.delete(metadataPacks());
        Forgetter forgetter = new Forgetter(2, 1, false);

        CheckReport report = forgetter.check(false);

        assertThat(forgetter.forgotten).isNotNull();
        assertThat(messages(report)).hasSize(SNAPSHOTS - 1);
        for (String left : remaining()) {
            assertThat(messages(report)).anyMatch(message -> message.contains("the tree of / in snapshot " + left));
        }
        assertThat(report.damageCount()).as("with packs that are missing").isEqualTo(SNAPSHOTS - 1 + SNAPSHOTS);
        assertThat(report.snapshots()).isEqualTo(SNAPSHOTS - 1);
        assertThat(report.trees()).isEqualTo(SNAPSHOTS - 1);
    }

    private List<String> metadataPacks() throws IOException {
        List<String> packs = Yard.names(store, "packs/");
        packs.removeIf(name -> {
            try {
                return store.get(name, 4, 1)[0] != 'M';
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
        assertThat(packs).isNotEmpty();
        return packs;
    }

    private List<String> remaining() throws IOException {
        return Yard.names(store, "snapshots/").stream()
                .map(name -> name.substring("snapshots/".length()))
                .toList();
    }

    /** What is wrong with snapshots; packs that are missing are reported beside. */
    private static List<String> messages(CheckReport report) {
        return report.damages().stream()
                .map(CheckReport.Damage::message)
                .filter(message -> message.contains("in snapshot "))
                .toList();
    }
}
