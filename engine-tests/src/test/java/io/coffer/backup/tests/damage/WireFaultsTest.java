package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.testkit.FakeClock;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What networks and storages do, as the engine sees it: it is survived, or said clearly, and nothing is lost. */
@Timeout(180)
class WireFaultsTest {
    /** Coarser than one: what fails for good fails alike at most operations. */
    private static final int STEP = 3;

    @TempDir
    private Path directory;

    private final FakeClock clock = new FakeClock();
    private Scenario scenario;

    @BeforeEach
    void makeScenario() throws IOException {
        scenario = Scenario.make(directory, 815);
    }

    /** Fails a third of all requests in one of the ways that pass, before or after their effect. */
    private static final class Flaky extends ForwardingObjectStore {
        private final Random random;
        private long failures;

        Flaky(ObjectStore target, long seed) {
            super(target);
            this.random = new Random(seed);
        }

        private synchronized int next(int bound) {
            return random.nextInt(bound);
        }

        private IOException failure(String name) {
            synchronized (this) {
                failures++;
            }
            return switch (next(5)) {
                case 0 -> new StoreUnavailableException("429 slow down", name, Duration.ofSeconds(7), null);
                case 1 -> new StoreUnavailableException("503 busy", name, Duration.ofMinutes(2), null);
                case 2 -> new StoreException("500 internal error", name, true, null);
                case 3 -> new SocketTimeoutException("no answer in time");
                default -> new StoreUnavailableException("connection refused", name, null);
            };
        }

        /** Something that is done to a store. */
        private interface Call<T> {
            T run() throws IOException;
        }

        private <T> T flaky(String name, Call<T> call) throws IOException {
            int chance = next(6);
            if (chance == 0) {
                throw failure(name);
            }
            T result = call.run();
            if (chance == 1) {
                throw failure(name);
            }
            return result;
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            flaky(name, () -> {
                super.put(name, data, condition);
                return name;
            });
        }

        @Override
        public InputStream get(String name) throws IOException {
            InputStream in = flaky(name, () -> super.get(name));
            if (next(3) > 0) {
                return in;
            }
            return new FilterInputStream(in) {
                private int left = next(2000);

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    if (left == 0) {
                        throw new IOException("connection reset in the middle of a body");
                    }
                    int count = in.read(target, offset, Math.min(length, left));
                    left -= Math.max(0, count);
                    return count;
                }

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }
            };
        }

        @Override
        public byte[] get(String name, long offset, int length) throws IOException {
            return flaky(name, () -> super.get(name, offset, length));
        }

        @Override
        public ObjectInfo stat(String name) throws IOException {
            return flaky(name, () -> super.stat(name));
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws IOException {
            flaky(prefix, () -> {
                super.list(prefix, visitor);
                return prefix;
            });
        }

        @Override
        public void delete(Collection<String> names) throws IOException {
            flaky("", () -> {
                super.delete(names);
                return names;
            });
        }
    }

    private void run(ObjectStore store) throws IOException {
        Lab lab = scenario.lab();
        try (Repository repository = lab.at(store)
                .retry(RetryPolicy.REMOTE)
                .time(clock.asMonotonicTime())
                .open()) {
            Snapshot snapshot = lab.backup(repository);
            lab.assertRestores(repository, snapshot, lab.sourceFiles());
            Lab.assertWhole(repository);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aStorageThatFailsAThirdOfAllRequestsIsSurvived(long seed) throws IOException {
        MemoryObjectStore storage = scenario.newStore();
        Flaky flaky = new Flaky(storage.reopen(), seed);

        run(flaky);

        assertThat(flaky.failures).as("failures").isGreaterThan(10);
        assertThat(scenario.snapshots(storage)).isEqualTo(2);
        scenario.assertSound(storage.reopen());
    }

    static Stream<Arguments> lastingFaults() {
        return Stream.of(
                lasting(
                        "expired credentials",
                        StoreAccessException.class,
                        message -> new StoreAccessException(message, null, null),
                        StoreOperation.values()),
                lasting(
                        "a bucket that vanishes",
                        StoreUnavailableException.class,
                        message -> new StoreUnavailableException(message, null, null),
                        StoreOperation.values()),
                lasting(
                        "a full plan",
                        StoreFullException.class,
                        message -> new StoreFullException(message, null, null),
                        StoreOperation.PUT),
                lasting(
                        "503 for ever, with Retry-After",
                        StoreUnavailableException.class,
                        message -> new StoreUnavailableException(message, null, Duration.ofHours(1), null),
                        StoreOperation.values()));
    }

    private static Arguments lasting(
            String name,
            Class<? extends StoreException> kind,
            Function<String, StoreException> failure,
            StoreOperation... operations) {
        return Arguments.of(Named.of(name, failure), kind, operations);
    }

    @ParameterizedTest
    @MethodSource("lastingFaults")
    void whatLastsIsSaidClearlyAndNothingIsLost(
            Function<String, StoreException> failure, Class<?> kind, StoreOperation[] operations) throws IOException {
        int fired = 0;
        for (int number = 1; ; number += STEP) {
            MemoryObjectStore storage = scenario.newStore();
            Fault fault = Fault.on(operations[0], operations)
                    .nth(number)
                    .forEver()
                    .throwing(failure)
                    .build();
            try {
                run(new FaultyObjectStore(storage.reopen()).plan(fault));
            } catch (StoreException said) {
                assertThat(said)
                        .as("at operation %d", number)
                        .isInstanceOf(kind)
                        .hasMessageContaining("planned fault");
            } catch (IOException | RuntimeException other) {
                fail("at operation " + number + ": " + other, other);
            }
            scenario.assertSound(storage.reopen());
            if (!fault.fired()) {
                break;
            }
            fired++;
        }
        assertThat(fired).as("faults").isGreaterThan(operations.length == 1 ? 1 : 10);
    }
}
