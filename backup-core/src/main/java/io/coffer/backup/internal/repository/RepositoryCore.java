package io.coffer.backup.internal.repository;

import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.SegmentReader;
import io.coffer.backup.internal.content.Zstandard;
import io.coffer.backup.internal.format.Config;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;

/** An open repository: its parts, for the operations on it. Thread-safe. */
public final class RepositoryCore implements AutoCloseable {
    private static final int TASKS_PER_WORKER = 2;

    private final Environment environment;
    private final Config config;
    private final LocalCache cache;
    private final Index index = new Index();
    private final IndexLoader indexLoader;
    private final SnapshotObjects snapshots;
    private final Zstandard zstandard;
    private final SegmentReader segments;
    private final BlobReader blobs;
    private volatile boolean closed;

    /**
     * Opens a repository. The index is not read yet.
     *
     * @param environment says where it is
     * @param config as read from there
     * @throws IOException when no cache can be made
     */
    public RepositoryCore(Environment environment, Config config) throws IOException {
        this.environment = environment;
        this.config = config;
        this.cache = LocalCache.open(environment.cacheDirectory(), config.id());
        this.indexLoader = new IndexLoader(environment, cache, index);
        this.snapshots = new SnapshotObjects(environment.store(), cache);
        this.zstandard = new Zstandard(config.parameters().compressionLevel());
        this.segments = new SegmentReader(environment.store(), zstandard);
        this.blobs = new BlobReader(index, segments, indexLoader::refresh);
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
     * Starts to write blobs.
     *
     * @return to be closed by whoever writes
     */
    public BlobWriter newWriter() {
        return new BlobWriter(
                environment.store(),
                index,
                indexLoader,
                zstandard,
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

    /** Frees what is not on the heap. The store stays open. */
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

    @Override
    public void close() {
        closed = true;
        zstandard.close();
        cache.close();
    }
}
