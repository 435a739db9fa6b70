package io.coffer.backup.internal.repository;

import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.ContentKeys;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.KnownMetadata;
import io.coffer.backup.internal.content.SegmentReader;
import io.coffer.backup.internal.content.Zstandard;
import io.coffer.backup.internal.format.Config;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.encryption.KeyRing;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An open repository: its parts, for the operations on it. Thread-safe. */
public final class RepositoryCore implements AutoCloseable {
    private static final int TASKS_PER_WORKER = 2;
    /** In bytes; what does not fit is fetched again. */
    private static final long METADATA_CACHE = 256L << 20;

    private final Environment environment;
    private final Config config;
    private final @Nullable RepositoryCipher cipher;
    private final Envelopes envelopes;
    private final ContentKeys keys;
    private final LocalCache cache;
    private final Index index = new Index();
    private final IndexLoader indexLoader;
    private final SnapshotObjects snapshots;
    private final Zstandard zstandard;
    private final ObjectStore packs;
    private final SegmentReader segments;
    private final BlobReader blobs;
    private final @Nullable WriterMemory memory;
    private volatile boolean closed;

    /**
     * Opens a repository. The index is not read yet.
     *
     * @param environment says where it is
     * @param access what opens it
     * @throws IOException when no cache can be made
     */
    public RepositoryCore(Environment environment, Access access) throws IOException {
        this(
                environment,
                access,
                LocalCache.open(environment.cacheDirectory(), access.config().id()));
    }

    /**
     * Opens a repository. The index is not read yet.
     *
     * @param environment says where it is
     * @param access what opens it
     * @param cache of the repository; closed with it
     */
    public RepositoryCore(Environment environment, Access access, LocalCache cache) {
        this.environment = environment;
        this.config = access.config();
        this.cipher = access.cipher();
        this.envelopes = Envelopes.of(cipher, config.id());
        this.keys = ContentKeys.of(cipher, config.id());
        this.cache = cache;
        this.indexLoader = new IndexLoader(environment, envelopes, cache, index);
        this.snapshots = new SnapshotObjects(environment.store(), envelopes, cache);
        this.zstandard = new Zstandard(config.parameters().compressionLevel());
        ObjectStore store = environment.store();
        // What lies as near as the cache would is not copied.
        this.packs = store.capabilities().remote() ? new MetadataCache(store, cache, METADATA_CACHE) : store;
        this.segments = new SegmentReader(store, packs, zstandard, keys);
        this.memory = canRead() ? null : new WriterMemory(cache);
        this.blobs =
                new BlobReader(index, segments, indexLoader::refresh, memory == null ? KnownMetadata.NONE : memory);
    }

    /**
     * What the repository was opened with.
     *
     * @return the same value each time
     */
    public Environment environment() {
        return environment;
    }

    /**
     * Where its objects are.
     *
     * @return the same store each time
     */
    public ObjectStore store() {
        return environment.store();
    }

    /**
     * What was fixed when it was created.
     *
     * @return the same value each time
     */
    public Config config() {
        return config;
    }

    /**
     * Its key slots.
     *
     * @return null when it is not encrypted
     */
    public @Nullable KeyRing keyRing() {
        return cipher == null ? null : cipher.keys();
    }

    /**
     * Whether packs and manifests can be read.
     *
     * @return false when it was opened with a write key
     */
    public boolean canRead() {
        return cipher == null || cipher.canRead();
    }

    /**
     * What a writer that cannot read remembers.
     *
     * @return null when packs and manifests can be read
     */
    public @Nullable WriterMemory memory() {
        return memory;
    }

    /**
     * Wraps its objects.
     *
     * @return the same value each time
     */
    public Envelopes envelopes() {
        return envelopes;
    }

    /**
     * What its contents are identified, cut and sealed with.
     *
     * @return the same value each time
     */
    public ContentKeys keys() {
        return keys;
    }

    /**
     * Where its blobs are.
     *
     * @return as it was when it was last {@linkplain #indexLoader read}
     */
    public Index index() {
        return index;
    }

    /**
     * Brings the index up to date.
     *
     * @return the same loader each time
     */
    public IndexLoader indexLoader() {
        return indexLoader;
    }

    /**
     * Its manifests.
     *
     * @return the same object each time
     */
    public SnapshotObjects snapshots() {
        return snapshots;
    }

    /**
     * Fetches segments.
     *
     * @return the same reader each time
     */
    public SegmentReader segments() {
        return segments;
    }

    /**
     * Reads blobs.
     *
     * @return the same reader each time
     */
    public BlobReader blobs() {
        return blobs;
    }

    /**
     * Reads blobs from the storage, also where the cache has them: for a check.
     *
     * @return a new reader
     */
    public BlobReader storedBlobs() {
        SegmentReader stored = new SegmentReader(environment.store(), environment.store(), zstandard, keys);
        return new BlobReader(index, stored, indexLoader::refresh, KnownMetadata.NONE);
    }

    /**
     * Starts to write blobs.
     *
     * @return to be closed by whoever writes
     */
    public BlobWriter newWriter() {
        return newWriter(index);
    }

    /**
     * Starts to write blobs that have no home in a certain index.
     *
     * @param known tells what has a home; grows with what is written
     * @return to be closed by whoever writes
     */
    public BlobWriter newWriter(Index known) {
        return new BlobWriter(
                packs,
                known,
                indexLoader,
                zstandard,
                keys,
                config.parameters(),
                environment.transfers().executor(),
                environment.transfers().uploads(environment.store(), config.parameters()),
                environment.random());
    }

    /**
     * Starts a group of tasks that fetch from the storage and work on what they fetched.
     *
     * @param operation what the tasks belong to, for messages
     * @return to be closed by whoever started it
     */
    public TaskGroup newFetches(String operation) {
        int downloads = environment.transfers().downloads(environment.store(), config.parameters());
        return downloads == 0
                ? new TaskGroup(environment.workers(), environment.parallel() * TASKS_PER_WORKER, operation)
                : new TaskGroup(environment.transfers().executor(), downloads, operation);
    }

    /**
     * Prepares to read the index into another place than that of this repository, so that others do not change it.
     *
     * @param target brought up to date by the loader
     * @return a loader with the same cache
     */
    public IndexLoader newIndexLoader(Index target) {
        return new IndexLoader(environment, envelopes, cache, target);
    }

    /**
     * Lets nothing begin that would outlive the repository.
     *
     * @throws IllegalStateException when it is closed
     */
    public void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the repository is closed");
        }
    }

    /** Frees what is not on the heap, and forgets the keys. The store stays open. */
    @Override
    public void close() {
        closed = true;
        if (cipher != null) {
            cipher.close();
        }
        zstandard.close();
        cache.close();
    }
}
