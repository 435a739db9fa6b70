package io.coffer.backup;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.BandwidthLimit;
import io.coffer.backup.spi.decorator.MonotonicTime;
import io.coffer.backup.spi.decorator.RequestListener;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Says how a repository is to be opened or created. Not safe for use by several threads. An application
 * gets one from {@link Repository#at(String)}; it does not implement this.
 */
public interface RepositoryBuilder {
    /**
     * Names the storage by a URI.
     *
     * @param location a URI whose scheme a provider on the class path knows, or the path of a directory
     * @return this builder
     */
    RepositoryBuilder location(String location);

    /**
     * Names the storage by an open store.
     *
     * @param store stays the caller's to close
     * @return this builder
     */
    RepositoryBuilder store(ObjectStore store);

    /**
     * Puts the local cache into a directory. Everything in it can be deleted at any time; it is made anew.
     * The default is {@code coffer} under {@code XDG_CACHE_HOME}, or under {@code .cache} of the home
     * directory. Repositories and processes may share it.
     *
     * @param directory made when needed
     * @return this builder
     */
    RepositoryBuilder cacheDirectory(Path directory);

    /**
     * Does the parallel work on an executor of the application.
     *
     * @param executor must run tasks on other threads than the caller's; two or more of them
     * @return this builder
     */
    RepositoryBuilder executor(Executor executor);

    /**
     * Takes the time from a clock other than the system's.
     *
     * @param clock for times of snapshots and sessions
     * @return this builder
     */
    RepositoryBuilder clock(Clock clock);

    /**
     * Takes random numbers from a source of one's own, to repeat a run exactly. Names in a repository rely
     * on them: never use this but in tests.
     *
     * @param random replaces a cryptographically strong source
     * @return this builder
     */
    RepositoryBuilder random(RandomGenerator random);

    /**
     * Sets what is fixed when a repository is created. When nothing is set it is {@link RepositoryParameters#DEFAULT},
     * with smaller packs where the storage takes no objects of that size.
     *
     * @param parameters used when a repository is created, which throws {@link IllegalArgumentException} when the
     *     storage takes no objects as large as they make packs
     * @return this builder
     */
    RepositoryBuilder parameters(RepositoryParameters parameters);

    /**
     * Keeps parity beside each pack of a repository that is created, so that a {@linkplain Repository#repair() repair}
     * heals packs of which single bytes or ranges are damaged. When nothing is said there is none, or what the
     * parameters say.
     *
     * @param percent how much of a pack may be damaged, and about how much more storage is taken: 0 to
     *     {@link RepositoryParameters#MOST_PARITY}; 5 is usual
     * @return this builder
     * @throws IllegalArgumentException when it is another number
     */
    RepositoryBuilder parity(int percent);

    /**
     * Says how often and how long requests are repeated that fail for a reason that may pass. The default for a
     * {@link #location} is {@link RetryPolicy#REMOTE} where the storage lies behind a network and
     * {@link RetryPolicy#NEAR} where it does not. A {@link #store} that the application has opened is used as it is
     * unless this is called: put a {@link io.coffer.backup.spi.decorator.RetryingObjectStore} around it, or call this.
     *
     * @param policy {@link RetryPolicy#NONE} to send each request once
     * @return this builder
     */
    RepositoryBuilder retry(RetryPolicy policy);

    /**
     * Limits how fast the repository sends and receives, all operations together. The default is no limit.
     *
     * @param limit for each direction
     * @return this builder
     */
    RepositoryBuilder bandwidth(BandwidthLimit limit);

    /**
     * Tells a listener of each request to the storage: what it was, how many bytes went through, how long it took,
     * whether it failed. A request that is repeated is told of each time.
     *
     * @param listener such as a {@link io.coffer.backup.spi.decorator.RequestCounter}; called by many threads
     * @return this builder
     */
    RepositoryBuilder onRequest(RequestListener listener);

    /**
     * Sets how many packs are stored at once, and how many objects are fetched at once. The default for storage behind
     * a network is 1 to 5 uploads and 2 to 8 downloads, as many as the memory of the JVM allows; elsewhere one upload,
     * and as many downloads as there are workers. Each upload needs memory for a pack outside of the heap, each
     * download twice that for a segment on it.
     *
     * @param count from 1 to 256, for either direction
     * @return this builder
     */
    RepositoryBuilder transfers(int count);

    /**
     * Waits by a time other than the machine's: before a request is repeated, for bandwidth, and for objects that are
     * kept cold. For tests, which need not wait then.
     *
     * @param time to measure and to wait by
     * @return this builder
     */
    RepositoryBuilder time(MonotonicTime time);

    /**
     * Opens an encrypted repository, or encrypts one that is created. The key is used by {@link #open} and the like
     * only; the application closes it.
     *
     * @param key from {@code backup-crypto}
     * @return this builder
     */
    RepositoryBuilder key(RepositoryKey key);

    /**
     * Says how a repository that is created with a key is encrypted. The default is AES-256-GCM.
     *
     * @param suite used by {@link #create} only
     * @return this builder
     */
    RepositoryBuilder cipher(CipherSuite suite);

    /**
     * Opens the repository.
     *
     * @return an open repository
     * @throws IOException as for {@link Repository#open}
     */
    Repository open() throws IOException;

    /**
     * Creates the repository.
     *
     * @return an open repository
     * @throws IOException as for {@link Repository#create}
     */
    Repository create() throws IOException;

    /**
     * Opens the repository, or creates it where there is none.
     *
     * @return an open repository
     * @throws IOException as for {@link Repository#open}
     */
    Repository openOrCreate() throws IOException;
}
