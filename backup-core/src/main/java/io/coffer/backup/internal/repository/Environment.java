package io.coffer.backup.internal.repository;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.MonotonicTime;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a repository is opened with, and does not know by itself.
 *
 * @param store holds its objects
 * @param workers runs work that needs the processor
 * @param transfers runs work that waits for the storage
 * @param parallel how many tasks of workers run at once
 * @param clock for times of snapshots and sessions
 * @param random for nonces and names
 * @param time to wait by
 * @param cacheDirectory where caches of all repositories lie, or null for the default place
 */
public record Environment(
        ObjectStore store,
        Executor workers,
        Transfers transfers,
        int parallel,
        Clock clock,
        RandomGenerator random,
        MonotonicTime time,
        @Nullable Path cacheDirectory) {
    /** How the library calls itself in what it stores. */
    public static final String PROGRAM = "coffer " + version();

    private static String version() {
        String version = Environment.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }

    /**
     * The user that this process runs as.
     *
     * @return a name
     */
    public static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
