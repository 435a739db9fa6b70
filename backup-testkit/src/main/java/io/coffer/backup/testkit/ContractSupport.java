package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What a provider's test tells the contract of stores, and what the tests of that contract share. */
abstract class ContractSupport extends StoreFixture {
    /** Only so that a store that hangs fails instead. */
    private static final int PATIENCE_MINUTES = 10;

    /**
     * How large the largest object is that the tests put. Choose more than the size from which the provider transfers
     * in parts.
     *
     * @return in bytes; 5 MiB and a little unless overridden
     */
    protected int largestObject() {
        return 5 * 1024 * 1024 + 3;
    }

    /**
     * How many objects the test of long listings puts. Choose more than fit on two pages of a listing.
     *
     * @return 10,000 unless overridden
     */
    protected int manyObjects() {
        return 10_000;
    }

    /**
     * How often the tests of simultaneous use repeat what may go wrong by chance.
     *
     * @return 50 unless overridden
     */
    protected int repetitions() {
        return 50;
    }

    /**
     * How many names the test of long batches deletes; a few of them are there. Choose more than two requests take.
     *
     * @return 2,100 unless overridden
     */
    protected int manyDeletes() {
        return 2_100;
    }

    /**
     * How many operations, drawn at random, are compared with what a map does.
     *
     * @return 300 unless overridden
     */
    protected int randomOperations() {
        return 300;
    }

    /**
     * Texts that nobody may see: keys, passwords, tokens of the credentials in use. No message may hold one.
     *
     * @return none unless overridden, and then the test for it is skipped
     */
    protected Collection<String> secrets() {
        return List.of();
    }

    /**
     * Makes an object one that must be recalled before it can be read, as time does in a storage that moves what is
     * old. The tests of cold objects are skipped unless this is overridden.
     *
     * @param name of an object that is there and can be read
     * @return whether it was done
     * @throws Exception to fail the test
     */
    protected boolean makeCold(String name) throws Exception {
        return false;
    }

    /**
     * Lets every object that was recalled become readable, as time does.
     *
     * @throws Exception to fail the test
     */
    protected void finishRecalls() throws Exception {}

    /**
     * How long the tests of object lock keep an object from being deleted. They wait for the end.
     *
     * @return 10 seconds unless overridden: longer than clocks are wrong
     */
    protected Duration retention() {
        return Duration.ofSeconds(10);
    }

    /**
     * Tells the time by which the storage ends a retention.
     *
     * @return the time of the system unless overridden
     */
    protected Instant storageTime() {
        return Instant.now();
    }

    /**
     * Waits until it is later than a time by the clock of the storage.
     *
     * @param time some seconds ahead
     * @throws Exception to fail the test
     */
    protected void waitUntilAfter(Instant time) throws Exception {
        while (!storageTime().isAfter(time)) {
            Thread.sleep(Duration.between(storageTime(), time).toMillis() + 100);
        }
    }

    /** Bytes that are the same each time, and different for each size. */
    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    final void put(String name, byte[] content) throws Exception {
        store().put(name, ObjectData.of(content), PutCondition.NONE);
        settle();
    }

    final void delete(String... names) throws Exception {
        store().delete(List.of(names));
        settle();
    }

    final byte[] read(String name) throws IOException {
        return read(store(), name);
    }

    static byte[] read(ObjectStore store, String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    /** Every listed name, as often as it was listed. */
    final List<String> list(String prefix) throws IOException {
        return list(store(), prefix);
    }

    static List<String> list(ObjectStore store, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        store.list(prefix, object -> names.add(object.name()));
        return names;
    }

    final void assertHolds(String name, byte[] content) throws IOException {
        assertThat(read(name)).as("content of " + name).isEqualTo(content);
        assertThat(store().stat(name).size()).as("size of " + name).isEqualTo(content.length);
        List<Long> listed = new ArrayList<>();
        store().list(name, object -> {
            if (object.name().equals(name)) {
                listed.add(object.size());
            }
        });
        assertThat(listed).as("sizes of " + name + " in the listing").containsExactly((long) content.length);
    }

    final void assertMissing(String name) throws IOException {
        assertThatThrownBy(() -> read(name)).as("get " + name).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> store().get(name, 0, 1))
                .as("get a range of " + name)
                .isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> store().stat(name)).as("stat " + name).isInstanceOf(ObjectNotFoundException.class);
        assertThat(list(name)).as("listing of " + name).doesNotContain(name);
    }

    /** Runs tasks on as many threads, which start together; the first failure of any of them is thrown. */
    static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            executor.shutdownNow();
        }
    }
}
