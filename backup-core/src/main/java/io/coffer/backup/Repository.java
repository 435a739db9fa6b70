package io.coffer.backup;

import io.coffer.backup.source.Source;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.encryption.KeyRing;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * A repository: snapshots and contents under one root of one object store, and everything that can be done
 * with them.
 *
 * <p>Safe for use by many threads, and by many processes and machines on the same storage at once. All
 * operations block; interrupting the thread ends them with {@link OperationInterruptedException}. Failures
 * of the storage are {@link io.coffer.backup.spi.StoreException}, anything wrong with what is stored is a
 * {@link RepositoryException}; after either the repository can be used further, and nothing that was
 * committed before is affected.
 */
public interface Repository extends AutoCloseable {
    /**
     * Opens a repository that is there.
     *
     * @param location a URI such as {@code file:/backups/laptop}, or the path of a directory
     * @return an open repository, which the caller closes
     * @throws RepositoryNotFoundException when there is none
     * @throws UnsupportedFormatException when it was made by a newer version
     * @throws KeyRequiredException when it is encrypted: see {@link RepositoryBuilder#key}
     * @throws IOException when the storage fails
     * @throws IllegalArgumentException when no provider knows the location
     */
    static Repository open(String location) throws IOException {
        return at(location).open();
    }

    /**
     * Creates a repository where there is none.
     *
     * @param location as for {@link #open}
     * @return an open repository, which the caller closes
     * @throws RepositoryExistsException when there is one, or there are packs or snapshots of one that has lost its config
     * @throws IOException when the storage fails
     */
    static Repository create(String location) throws IOException {
        return at(location).create();
    }

    /**
     * Opens a repository, or creates it where there is none.
     *
     * @param location as for {@link #open}
     * @return an open repository, which the caller closes
     * @throws IOException as for {@link #open}
     */
    static Repository openOrCreate(String location) throws IOException {
        return at(location).openOrCreate();
    }

    /**
     * Names a repository, to say more about how it is to be opened or created.
     *
     * @param location as for {@link #open}
     * @return a builder with the defaults
     */
    static RepositoryBuilder at(String location) {
        return builder().location(location);
    }

    /**
     * Names a repository by a store that the application has opened.
     *
     * @param store the repository does not close it
     * @return a builder with the defaults
     */
    static RepositoryBuilder at(ObjectStore store) {
        return builder().store(store);
    }

    private static RepositoryBuilder builder() {
        return ServiceLoader.load(RepositoryBuilder.class, RepositoryBuilder.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("backup-core is not whole: its"
                        + " META-INF/services entries are missing; when jars are merged, merge these files too"));
    }

    /**
     * Tells what was fixed when the repository was created.
     *
     * @return the same value for its life
     */
    RepositoryInfo info();

    /**
     * Gives access to the key slots of an encrypted repository.
     *
     * @return the same object each time; it can be used as long as the repository is open
     * @throws IllegalStateException when the repository is not encrypted
     */
    KeyRing keys();

    /**
     * Gives access to single contents, for an application's own use.
     *
     * @return the same store each time; it lives as long as the repository is open
     */
    ContentStore contents();

    /**
     * Prepares a backup.
     *
     * @param sources one, whose root becomes the root of the snapshot; or several, each of which becomes a
     *     directory of the root under its {@link Source#name()}
     * @return an operation to be described further and run
     * @throws IllegalArgumentException when there is none, or two have the same name
     */
    BackupOperation backup(Source... sources);

    /**
     * Lists the snapshots.
     *
     * @return oldest first
     * @throws CorruptObjectException when a manifest is not what was stored; {@link #check} lists all
     * @throws IOException when the storage fails
     */
    List<Snapshot> snapshots() throws IOException;

    /**
     * Lists the snapshots whose manifests can be read: one that is damaged need not hide the others.
     *
     * @param damaged hears of each manifest that is not what was stored
     * @return oldest first
     * @throws IOException when the storage fails
     */
    List<Snapshot> snapshots(Consumer<? super RepositoryException> damaged) throws IOException;

    /**
     * Finds a snapshot.
     *
     * @param id {@code latest}, or the first digits of an id, as many as make it unique
     * @return the snapshot
     * @throws SnapshotNotFoundException when there is none, or more than one
     * @throws IOException when the storage fails
     */
    Snapshot snapshot(String id) throws IOException;

    /**
     * Prepares a restore.
     *
     * @param snapshot of this repository
     * @return an operation to be described further and run
     */
    RestoreOperation restore(Snapshot snapshot);

    /**
     * Prepares to copy snapshots into another repository, which may have other keys and parameters.
     *
     * @param snapshots of this repository, in any order
     * @return an operation to be described further and run
     */
    CopyOperation copy(Collection<? extends Snapshot> snapshots);

    /**
     * Removes the snapshots that a policy does not keep. The storage is given back by a {@linkplain #prune() prune}.
     *
     * @param policy says which stay
     * @return what was decided, and why
     * @throws IOException as for {@link ForgetOperation#run}
     */
    default ForgetReport forget(RetentionPolicy policy) throws IOException {
        return forgetting(policy).run();
    }

    /**
     * Removes snapshots. The storage is given back by a {@linkplain #prune() prune}.
     *
     * @param snapshots of this repository
     * @return what was done
     * @throws TooManySnapshotsException when no snapshot of the same host and sources would be left; say
     *     {@code forgetting(snapshots).allowEmptyGroups()} if that is meant
     * @throws IOException as for {@link ForgetOperation#run}
     */
    default ForgetReport forget(Collection<? extends Snapshot> snapshots) throws IOException {
        return forgetting(snapshots).run();
    }

    /**
     * Prepares to remove the snapshots that a policy does not keep.
     *
     * @param policy says which stay
     * @return an operation to be described further and run
     */
    ForgetOperation forgetting(RetentionPolicy policy);

    /**
     * Prepares to remove snapshots.
     *
     * @param snapshots of this repository; those that are gone already are passed over
     * @return an operation to be described further and run
     */
    ForgetOperation forgetting(Collection<? extends Snapshot> snapshots);

    /**
     * Prepares to give back the storage of what no snapshot needs. That includes {@linkplain #contents() contents}
     * that no snapshot names.
     *
     * @return an operation to be described further and run
     */
    PruneOperation prune();

    /**
     * Prepares a check of what is stored.
     *
     * @return an operation to be described further and run
     */
    CheckOperation check();

    /**
     * Keeps everything that the snapshots of this moment need from being deleted or replaced, by anybody, until a
     * time: packs, index objects, manifests, key slots, the config. What a storage keeps longer already stays so. Run
     * it regularly, with a duration that is longer than the time to the next run: what was written since the last one
     * is kept only as the storage itself keeps new objects. What no snapshot needs is not kept, and a prune can delete
     * it once its time is over.
     *
     * @param duration from now, by the clock of this program; more than zero
     * @return what is kept
     * @throws UnsupportedOperationException when the storage has no object lock
     * @throws RepositoryException when a snapshot is damaged; nothing of it is kept longer then
     * @throws OperationInterruptedException when the thread was interrupted
     * @throws IOException when the storage fails; some objects may be kept by then, run it again
     */
    RetainReport extendRetention(Duration duration) throws IOException;

    /**
     * Prepares a repair: for a repository that a {@linkplain #check() check} found damaged.
     *
     * @return an operation to be described further and run
     */
    RepairOperation repair();

    /**
     * Writes the index anew from the packs alone. For a repository whose index objects are lost or damaged;
     * everything else stays as it is.
     *
     * @return how many packs are in the new index
     * @throws IOException when the storage fails; the repository is then as good as before
     */
    int rebuildIndex() throws IOException;

    /**
     * Counts what is stored.
     *
     * @return figures of this moment
     * @throws IOException when the storage fails
     */
    RepositoryStatistics statistics() throws IOException;

    /**
     * Ends the use of the repository. What was put into {@link #contents()} is made durable first.
     * Idempotent; operations that still run fail.
     *
     * @throws IOException when something could not be made durable
     */
    @Override
    void close() throws IOException;
}
