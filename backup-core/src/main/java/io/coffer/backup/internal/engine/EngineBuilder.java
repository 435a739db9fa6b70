package io.coffer.backup.internal.engine;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryExistsException;
import io.coffer.backup.RepositoryNotFoundException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.repository.Access;
import io.coffer.backup.internal.repository.Environment;
import io.coffer.backup.internal.repository.FittingParameters;
import io.coffer.backup.internal.repository.Transfers;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import io.coffer.backup.spi.decorator.BandwidthLimit;
import io.coffer.backup.spi.decorator.MonotonicTime;
import io.coffer.backup.spi.decorator.RequestListener;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens and creates repositories: the provider of {@link RepositoryBuilder}. */
public final class EngineBuilder implements RepositoryBuilder {
    private static final int MOST_TRANSFERS = 256;

    private @Nullable String location;
    private @Nullable ObjectStore store;
    private @Nullable Path cacheDirectory;
    private @Nullable Executor executor;
    private Clock clock = Clock.systemUTC();
    private @Nullable RandomGenerator random;
    private final StoreOptions storeOptions = new StoreOptions();
    private int transfers;
    private @Nullable RepositoryParameters parameters;
    private @Nullable Integer parity;
    private @Nullable RepositoryKey key;
    private CipherSuite suite = CipherSuite.AES_256_GCM;

    /** Makes a builder with the defaults. */
    public EngineBuilder() {}

    @Override
    public RepositoryBuilder location(String location) {
        this.location = Objects.requireNonNull(location, "location");
        this.store = null;
        return this;
    }

    @Override
    public RepositoryBuilder store(ObjectStore store) {
        this.store = Objects.requireNonNull(store, "store");
        this.location = null;
        return this;
    }

    @Override
    public RepositoryBuilder cacheDirectory(Path directory) {
        this.cacheDirectory = Objects.requireNonNull(directory, "directory");
        return this;
    }

    @Override
    public RepositoryBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    @Override
    public RepositoryBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    @Override
    public RepositoryBuilder random(RandomGenerator random) {
        this.random = Objects.requireNonNull(random, "random");
        return this;
    }

    @Override
    public RepositoryBuilder parameters(RepositoryParameters parameters) {
        this.parameters = Objects.requireNonNull(parameters, "parameters");
        return this;
    }

    @Override
    public RepositoryBuilder parity(int percent) {
        if (percent < 0 || percent > RepositoryParameters.MOST_PARITY) {
            throw new IllegalArgumentException(
                    "parity must be 0 to " + RepositoryParameters.MOST_PARITY + " percent, was " + percent);
        }
        this.parity = percent;
        return this;
    }

    @Override
    public RepositoryBuilder key(RepositoryKey key) {
        this.key = Objects.requireNonNull(key, "key");
        return this;
    }

    @Override
    public RepositoryBuilder retry(RetryPolicy policy) {
        storeOptions.retry = Objects.requireNonNull(policy, "policy");
        return this;
    }

    @Override
    public RepositoryBuilder bandwidth(BandwidthLimit limit) {
        storeOptions.bandwidth = Objects.requireNonNull(limit, "limit");
        return this;
    }

    @Override
    public RepositoryBuilder onRequest(RequestListener listener) {
        storeOptions.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    @Override
    public RepositoryBuilder transfers(int count) {
        if (count < 1 || count > MOST_TRANSFERS) {
            throw new IllegalArgumentException("transfers must be from 1 to " + MOST_TRANSFERS + ", was " + count);
        }
        this.transfers = count;
        return this;
    }

    @Override
    public RepositoryBuilder time(MonotonicTime time) {
        storeOptions.time = Objects.requireNonNull(time, "time");
        return this;
    }

    @Override
    public RepositoryBuilder cipher(CipherSuite suite) {
        this.suite = Objects.requireNonNull(suite, "suite");
        return this;
    }

    /** Finds or makes a repository. */
    private interface Opening {
        Access open(Environment environment) throws IOException;
    }

    @Override
    public Repository open() throws IOException {
        return open(this::openThere);
    }

    @Override
    public Repository create() throws IOException {
        return open(this::createThere);
    }

    @Override
    public Repository openOrCreate() throws IOException {
        return open(environment -> {
            try {
                return openThere(environment);
            } catch (RepositoryNotFoundException none) {
                return createOrOpen(environment);
            }
        });
    }

    private Access openThere(Environment environment) throws IOException {
        return Access.open(environment, key);
    }

    private Access createThere(Environment environment) throws IOException {
        RepositoryParameters chosen = FittingParameters.choose(parameters, environment.store());
        return Access.create(environment, parity == null ? chosen : chosen.withParity(parity), key, suite);
    }

    private Access createOrOpen(Environment environment) throws IOException {
        try {
            return createThere(environment);
        } catch (RepositoryExistsException other) {
            // Somebody else created it between the two looks.
            return openThere(environment);
        }
    }

    private Repository open(Opening opening) throws IOException {
        boolean owned = store == null;
        ObjectStore opened =
                storeOptions.around(store == null ? ObjectStores.open(Objects.requireNonNull(location)) : store, owned);
        Threads threads = new Threads(executor, transfers);
        try {
            Environment environment = new Environment(
                    opened,
                    threads.workers(),
                    new Transfers(threads.transfers(), transfers),
                    threads.parallel(),
                    clock,
                    random == null ? new SecureRandom() : random,
                    storeOptions.time,
                    cacheDirectory);
            Access access = opening.open(environment);
            return new OpenRepository(environment, access, owned, threads);
        } catch (IOException | RuntimeException failed) {
            threads.close();
            if (owned) {
                opened.close();
            }
            throw failed;
        }
    }
}
