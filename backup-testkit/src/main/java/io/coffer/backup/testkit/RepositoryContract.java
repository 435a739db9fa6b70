package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryExistsException;
import io.coffer.backup.RepositoryNotFoundException;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine at work on a store: backups, restores, checks, prunes, several writers, a writer that dies. It finds what
 * the contract of the store did not ask about. A provider's test extends this one beside {@link ObjectStoreContract}.
 *
 * <pre>{@code
 * class MyRepositoryTest extends RepositoryContract {
 *     @Override
 *     protected ObjectStore createStore() throws Exception {
 *         return new MyObjectStore(newEmptyBucket());
 *     }
 * }
 * }</pre>
 *
 * <p>Each operation of the engine has a test method here, which can be overridden.
 */
public abstract class RepositoryContract extends StoreFixture {
    @TempDir
    private @Nullable Path directory;

    /** For subclasses. */
    protected RepositoryContract() {}

    /**
     * How much data the tests back up. About one pack is stored for each 256 KiB.
     *
     * @return in bytes; 2 MiB unless overridden, and 64 KiB at least
     */
    protected int dataSize() {
        return 2 << 20;
    }

    /**
     * How many programs back up at the same time in the test of that.
     *
     * @return 3 unless overridden
     */
    protected int writers() {
        return 3;
    }

    /** What was backed up comes back, byte for byte, and the check reads all of it. */
    @Test
    protected void whatWasBackedUpComesBack() throws Exception {
        EngineLab lab = lab();
        SampleTree tree = lab.tree("source", 1);
        try (Repository repository = lab.create(store())) {
            Snapshot snapshot = lab.backup(repository, tree);
            settle();
            lab.assertRestores(repository, snapshot, tree.contents());
            lab.assertWhole(repository);
        }
    }

    /** A second backup of the same files stores no data, and both snapshots are there for everybody. */
    @Test
    protected void unchangedFilesAreNotStoredAgain() throws Exception {
        EngineLab lab = lab();
        SampleTree tree = lab.tree("source", 2);
        try (Repository repository = lab.create(store())) {
            lab.backup(repository, tree);
            settle();
            List<String> packs = EngineLab.names(store(), "packs/");
            CountingObjectStore counting = new CountingObjectStore(store());
            try (Repository again = lab.open(counting)) {
                Snapshot second = lab.backup(again, tree);
                settle();
                assertThat(second.manifest().statistics().newBytes()).isZero();
                assertThat(counting.requests(StoreOperation.GET_RANGE))
                        .as("reads of parts of packs, to compare %d trees", SampleTree.DIRECTORIES)
                        .isLessThanOrEqualTo(packs.size() + SampleTree.DIRECTORIES);
            }
            assertThat(EngineLab.names(store(), "packs/")).isEqualTo(packs);
            assertThat(repository.snapshots()).hasSize(2);
        }
    }

    /** Changed, new and removed files are in the next snapshot, and the one before stays what it was. */
    @Test
    protected void eachSnapshotKeepsItsFiles() throws Exception {
        EngineLab lab = lab();
        SampleTree tree = lab.tree("source", 3);
        try (Repository repository = lab.create(store())) {
            Snapshot first = lab.backup(repository, tree);
            var before = tree.contents();
            tree.change();
            settle();
            Snapshot second = lab.backup(repository, tree);
            settle();
            try (Repository other = lab.open(store())) {
                lab.assertRestores(other, other.snapshot(first.id()), before);
                lab.assertRestores(other, other.snapshot(second.id()), tree.contents());
                lab.assertWhole(other);
            }
        }
    }

    /** Another program, with nothing in its cache, finds the snapshots and restores them. */
    @Test
    protected void anotherProgramRestores() throws Exception {
        EngineLab lab = lab();
        SampleTree tree = lab.tree("source", 4);
        try (Repository repository = lab.create(store())) {
            lab.backup(repository, tree);
        }
        settle();
        try (ObjectStore second = secondClient();
                Repository other = lab.open(second)) {
            assertThat(other.snapshots()).hasSize(1);
            lab.assertRestores(other, other.snapshot("latest"), tree.contents());
            lab.assertWhole(other);
        }
    }

    /** A repository is made once, and one that is not there is not opened. */
    @Test
    protected void repositoryIsMadeOnce() throws Exception {
        EngineLab lab = lab();
        assertThatThrownBy(() -> lab.open(store())).isInstanceOf(RepositoryNotFoundException.class);
        lab.create(store()).close();
        settle();
        assertThatThrownBy(() -> lab.create(store())).isInstanceOf(RepositoryExistsException.class);
        lab.open(store()).close();
    }

    /** Of several programs that back up at the same time none loses anything, its own or another's. */
    @Test
    protected void writersDoNotDisturbEachOther() throws Exception {
        EngineLab lab = lab();
        lab.create(store()).close();
        settle();
        List<SampleTree> trees = new ArrayList<>();
        List<Callable<String>> backups = new ArrayList<>();
        for (int writer = 0; writer < writers(); writer++) {
            // The files of one seed are in every tree: the writers meet each other's contents.
            SampleTree tree = lab.tree("source" + writer, 5, 50 + writer);
            trees.add(tree);
            backups.add(() -> {
                try (Repository own = lab.open(store())) {
                    return lab.backup(own, tree).id();
                }
            });
        }
        List<String> snapshots = ContractSupport.together(backups);
        settle();
        try (Repository repository = lab.open(store())) {
            for (int writer = 0; writer < writers(); writer++) {
                Snapshot snapshot = repository.snapshot(snapshots.get(writer));
                lab.assertRestores(repository, snapshot, trees.get(writer).contents());
            }
            lab.assertWhole(repository);
        }
    }

    /** After a program died in a backup, wherever, the repository is whole, and the next backup is complete. */
    @Test
    protected void backupThatDiedIsRepeated() throws Exception {
        EngineLab lab = lab();
        SampleTree tree = lab.tree("source", 6);
        lab.create(store()).close();
        settle();
        for (String prefix : List.of("packs/", "index/", "snapshots/")) {
            Fault.Builder crash = Fault.on(StoreOperation.PUT).named(prefix).crash();
            Fault fault = prefix.equals("index/")
                    ? crash.build()
                    : crash.afterEffect().build();
            FaultyObjectStore dying = new FaultyObjectStore(store()).plan(fault);
            tree.change();
            dieInBackup(lab, dying, tree);
            assertThat(fault.fired()).as("the crash at a put below " + prefix).isTrue();
            settle();
            try (Repository repository = lab.open(dying.restart())) {
                lab.assertWhole(repository);
                Snapshot snapshot = lab.backup(repository, tree);
                settle();
                lab.assertRestores(repository, snapshot, tree.contents());
                lab.assertWhole(repository);
            }
        }
    }

    private static void dieInBackup(EngineLab lab, FaultyObjectStore dying, SampleTree tree) {
        assertThatThrownBy(() -> {
                    try (Repository repository = lab.open(dying)) {
                        lab.backup(repository, tree);
                    }
                })
                .as("a backup during which the program dies")
                .isInstanceOf(IOException.class);
    }

    /** A lost index is made anew from the packs. */
    @Test
    protected void indexIsRebuiltFromPacks() throws Exception {
        EngineLab lab = lab();
        SampleTree tree = lab.tree("source", 7);
        try (Repository repository = lab.create(store())) {
            lab.backup(repository, tree);
        }
        settle();
        store().delete(EngineLab.names(store(), "index/"));
        settle();
        try (Repository repository = lab.open(store())) {
            repository.rebuildIndex();
            settle();
            lab.assertRestores(repository, repository.snapshot("latest"), tree.contents());
            lab.assertWhole(repository);
        }
    }

    /** What no snapshot needs is given back, and what one needs stays. */
    @Test
    protected void pruneGivesBackWhatNothingNeeds() throws Exception {
        EngineLab lab = lab();
        SampleTree tree = lab.tree("source", 8);
        try (Repository repository = lab.create(store())) {
            Snapshot first = lab.backup(repository, tree);
            tree.replaceLargeFile();
            settle();
            Snapshot second = lab.backup(repository, tree);
            settle();
            long before = EngineLab.bytes(store(), "packs/");
            repository.forget(List.of(first));
            // What a prune gives up may be deleted by the next one only.
            for (int run = 0; run < 2; run++) {
                settle();
                repository.prune().wasteLimit(0).grace(listingLag()).run();
            }
            settle();
            assertThat(EngineLab.bytes(store(), "packs/"))
                    .as("bytes in packs, of %d, after a third of the data was given up", before)
                    .isLessThan(before * 3 / 4);
            try (Repository other = lab.open(store())) {
                assertThat(other.snapshots()).hasSize(1);
                lab.assertRestores(other, other.snapshot(second.id()), tree.contents());
                lab.assertWhole(other);
            }
        }
    }

    /**
     * How long listings may lag behind what was written in the middle of an operation. A prune waits twice as long
     * where the store says that they do.
     *
     * @return nothing unless overridden: what {@code settle} waits for is enough for most
     */
    protected Duration listingLag() {
        return Duration.ZERO;
    }

    private EngineLab lab() {
        if (directory == null) {
            throw new IllegalStateException("no test is running");
        }
        return new EngineLab(directory, dataSize());
    }

    private ObjectStore secondClient() throws Exception {
        ObjectStore second = reopen(store());
        assumeThat(second != null)
                .as("a second client; override reopen to have one")
                .isTrue();
        if (second == null) {
            throw new IllegalStateException("assumed not to be");
        }
        return second;
    }
}
