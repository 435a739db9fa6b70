package io.coffer.backup.tests.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CopyResult;
import io.coffer.backup.Repository;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prunes on other machines before each operation of a kind, while snapshots are copied. */
class PruneBesideCopyTest {
    @TempDir
    private Path directory;

    private Yard yard;
    private MemoryObjectStore store;

    @BeforeEach
    void makeRepository() throws IOException {
        yard = new Yard(directory);
        store = new MemoryObjectStore(yard.clock);
        try (Repository repository = yard.open(store)) {
            for (int i = 0; i < 4; i++) {
                yard.backup(repository, Yard.files(100 + 7 * i, 30));
            }
        }
    }

    /** Before some operations another machine keeps the newest snapshots only, and prunes. */
    private ObjectStore pruned(
            MemoryObjectStore target, String operation, String prefix, int kept, AtomicInteger prunes) {
        boolean[] within = {false};
        return Interposed.before(target.reopen(), (called, name) -> {
            if (called.equals(operation) && name.startsWith(prefix) && !within[0] && prunes.get() < 5) {
                within[0] = true;
                prunes.incrementAndGet();
                try (Repository other = yard.open(target.reopen())) {
                    other.forget(RetentionPolicy.builder().keepLast(kept).build());
                    other.prune().wasteLimit(0).run();
                }
                within[0] = false;
            }
        });
    }

    @Test
    void aPruneOfTheOriginMovesWhatIsCopied() throws IOException {
        for (String prefix : List.of("packs/", "index/")) {
            MemoryObjectStore copy = new MemoryObjectStore(yard.clock);
            AtomicInteger prunes = new AtomicInteger();
            try (Repository origin = yard.open(pruned(store, "get", prefix, 1, prunes));
                    Repository destination = yard.open(copy)) {
                Snapshot latest = origin.snapshot("latest");
                CopyResult result = origin.copy(List.of(latest)).to(destination).run();
                assertThat(result.failed()).isEmpty();
                assertThat(destination.snapshots()).hasSize(1);
                yard.contents.put(destination.snapshots().get(0).id(), yard.contents.get(latest.id()));
            }
            assertThat(prunes.get()).isPositive();
            yard.assertWhole(copy);
            yard.assertWhole(store);
        }
    }

    @Test
    void aPruneOfTheDestinationLeavesWhatIsCopied() throws IOException {
        for (String prefix : List.of("packs/", "index/", "snapshots/")) {
            MemoryObjectStore copy = new MemoryObjectStore(yard.clock);
            // Something that the copies share, and that is forgotten meanwhile.
            try (Repository destination = yard.open(copy)) {
                yard.backup(destination, Yard.files(95, 30));
                yard.backup(destination, Yard.files(500, 2));
            }
            AtomicInteger prunes = new AtomicInteger();
            try (Repository origin = yard.open(store);
                    Repository destination = yard.open(pruned(copy, "put", prefix, 1, prunes))) {
                CopyResult result =
                        origin.copy(origin.snapshots()).to(destination).run();
                assertThat(result.failed()).isEmpty();
                for (CopyResult.Copied copied : result.copied()) {
                    yard.contents.put(copied.copy(), yard.contents.get(copied.snapshot()));
                }
            }
            assertThat(prunes.get()).isPositive();
            yard.assertWhole(copy);
        }
    }
}
