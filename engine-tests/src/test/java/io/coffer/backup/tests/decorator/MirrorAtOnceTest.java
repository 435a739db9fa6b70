package io.coffer.backup.tests.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.spi.decorator.MirroredObjectStore;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which destinations of a mirror are written to at the same time, and who waits for whom. */
class MirrorAtOnceTest {
    /** Only a test that fails waits for so long. */
    private static final long PATIENCE_SECONDS = 60;

    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final Stop first = new Stop("first");
    private final Stop second = new Stop("second");
    private final Stop third = new Stop("third");

    /** What happens before a store is written to. */
    @FunctionalInterface
    private interface Hook {
        Hook NONE = () -> {};

        void run() throws IOException, InterruptedException;
    }

    /** A store in memory that can be stopped in the middle of a write. */
    private final class Stop extends ForwardingObjectStore {
        private final String place;
        private final MemoryObjectStore memory;
        private Hook hook = Hook.NONE;

        Stop(String place) {
            this(place, new MemoryObjectStore());
        }

        private Stop(String place, MemoryObjectStore memory) {
            super(memory);
            this.place = place;
            this.memory = memory;
        }

        private void stop(String what) throws IOException {
            try {
                hook.run();
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException(place + " was interrupted");
            }
            order.add(place + " " + what);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            stop("put " + name);
            super.put(name, data, condition);
        }

        @Override
        public void delete(Collection<String> names) throws IOException {
            stop("delete " + String.join(",", names));
            super.delete(names);
        }

        @Override
        public void retain(Collection<String> names, Instant until) throws IOException {
            stop("retain " + String.join(",", names));
        }

        @Override
        public String location() {
            return "memory:" + place;
        }

        boolean has(String name) throws IOException {
            List<String> found = new ArrayList<>();
            memory.list(name, object -> found.add(object.name()));
            return !found.isEmpty();
        }
    }

    private static void put(ObjectStore store, String name) throws IOException {
        store.put(name, ObjectData.of(new byte[] {1, 2, 3}), PutCondition.NONE);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody came");
        }
    }

    private static void meet(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException alone) {
            throw new IllegalStateException("the others were not called at the same time", alone);
        }
    }

    private static Future<Void> inBackground(Hook work) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread thread = new Thread(task, "writer");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void packsAreWrittenAndDeletedEverywhereAtTheSameTime() throws IOException {
        CyclicBarrier all = new CyclicBarrier(3);
        Set<String> threads = ConcurrentHashMap.newKeySet();
        AtomicBoolean onlyDaemons = new AtomicBoolean(true);
        for (Stop store : List.of(first, second, third)) {
            store.hook = () -> {
                meet(all);
                Thread thread = Thread.currentThread();
                threads.add(thread.getName());
                if (thread.getName().startsWith("coffer-mirror") && !thread.isDaemon()) {
                    onlyDaemons.set(false);
                }
            };
        }
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second, third))) {
            put(mirror, "packs/aa/a");
            assertThat(first.has("packs/aa/a")).isTrue();
            assertThat(second.has("packs/aa/a")).isTrue();
            assertThat(third.has("packs/aa/a")).isTrue();

            mirror.delete(List.of("packs/aa/a"));
            assertThat(third.has("packs/aa/a")).isFalse();
        }
        assertThat(threads)
                .hasSizeGreaterThanOrEqualTo(3)
                .contains(Thread.currentThread().getName());
        assertThat(onlyDaemons).isTrue();
    }

    @Test
    void aPackIsStoredWhenTheSlowestHasIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch firstIsDone = new CountDownLatch(1);
        second.hook = () -> await(go);
        first.hook = firstIsDone::countDown;
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second))) {
            AtomicBoolean returned = new AtomicBoolean();
            Future<Void> writer = inBackground(() -> {
                put(mirror, "packs/aa/a");
                returned.set(true);
            });
            await(firstIsDone);

            assertThat(second.has("packs/aa/a")).isFalse();
            assertThat(returned).isFalse();

            go.countDown();
            writer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(second.has("packs/aa/a")).isTrue();
            assertThat(mirror.report().allInStep()).isTrue();
        }
    }

    @Test
    void oneThatFailsDoesNotStopThoseThatAreUnderWay() throws IOException {
        CountDownLatch failed = new CountDownLatch(1);
        first.hook = () -> await(failed);
        second.hook = () -> {
            failed.countDown();
            throw new IOException("no route to host");
        };
        third.hook = () -> await(failed);
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second, third))) {
            put(mirror, "packs/aa/a");

            assertThat(first.has("packs/aa/a")).isTrue();
            assertThat(third.has("packs/aa/a")).isTrue();
            assertThat(mirror.report().destinations().get(1).behind())
                    .contains("put object packs/aa/a")
                    .contains("no route to host");
            assertThat(first.has("mirror-state/")).isTrue();
            assertThat(third.has("mirror-state/")).isTrue();

            second.hook = Hook.NONE;
            assertThat(mirror.catchUp().allInStep()).isTrue();
            assertThat(second.has("packs/aa/a")).isTrue();
        }
    }

    @Test
    void anInterruptionEndsAllAndTakesNobodyOut() throws Exception {
        CountDownLatch secondHasBegun = new CountDownLatch(1);
        AtomicBoolean secondHasEnded = new AtomicBoolean();
        first.hook = () -> await(secondHasBegun);
        second.hook = () -> {
            secondHasBegun.countDown();
            try {
                await(new CountDownLatch(1));
            } finally {
                secondHasEnded.set(true);
            }
        };
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second))) {
            AtomicReference<Thread> writer = new AtomicReference<>();
            Future<Void> write = inBackground(() -> {
                writer.set(Thread.currentThread());
                assertThatThrownBy(() -> put(mirror, "packs/aa/a")).isInstanceOf(InterruptedIOException.class);
                assertThat(secondHasEnded)
                        .as("what was to be written is the caller's again")
                        .isTrue();
                assertThat(Thread.interrupted()).isTrue();
            });
            await(secondHasBegun);
            writer.get().interrupt();
            write.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

            assertThat(mirror.report().allInStep()).isTrue();
            first.hook = Hook.NONE;
            second.hook = Hook.NONE;
            put(mirror, "packs/aa/a");
            assertThat(second.has("packs/aa/a")).isTrue();
        }
    }

    @Test
    void theThreadOfAnInterruptedCallIsNotInterruptedInTheNext() throws Exception {
        CountDownLatch secondHasBegun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        AtomicBoolean interruptedLater = new AtomicBoolean();
        // The pools of the JDK would hide it: they clear the flag before each task.
        Executor plain = task -> inBackground(() -> {
            task.run();
            interruptedLater.set(Thread.interrupted());
            over.countDown();
        });
        first.hook = () -> await(secondHasBegun);
        second.hook = () -> {
            secondHasBegun.countDown();
            await(new CountDownLatch(1));
        };
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second), plain)) {
            AtomicReference<Thread> writer = new AtomicReference<>();
            Future<Void> write = inBackground(() -> {
                writer.set(Thread.currentThread());
                assertThatThrownBy(() -> put(mirror, "packs/aa/a")).isInstanceOf(InterruptedIOException.class);
            });
            await(secondHasBegun);
            writer.get().interrupt();
            write.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        await(over);
        assertThat(interruptedLater).isFalse();
    }

    @Test
    void anExecutorThatWasLentIsUsedAndStaysOpen() throws IOException {
        CyclicBarrier both = new CyclicBarrier(2);
        Set<String> threads = ConcurrentHashMap.newKeySet();
        for (Stop store : List.of(first, second)) {
            store.hook = () -> {
                threads.add(Thread.currentThread().getName());
                meet(both);
            };
        }
        ExecutorService lent = Executors.newSingleThreadExecutor(task -> new Thread(task, "lent"));
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second), lent)) {
            put(mirror, "packs/aa/a");
        }
        assertThat(threads)
                .containsExactlyInAnyOrder("lent", Thread.currentThread().getName());
        assertThat(lent.isShutdown()).isFalse();
        lent.shutdown();
    }

    @Test
    void whatCountsComesToTheFirstBeforeTheOthersAndLeavesItAfterThem() throws IOException {
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second))) {
            for (String name : List.of("index/a", "snapshots/a", "sessions/a", "retired/a", "config")) {
                order.clear();
                put(mirror, name);
                mirror.delete(List.of("packs/aa/a", name));
                assertThat(order)
                        .containsExactly(
                                "first put " + name,
                                "second put " + name,
                                "second delete packs/aa/a," + name,
                                "first delete packs/aa/a," + name);
            }
        }
    }

    @Test
    void aSnapshotThatTheFirstDidNotTakeIsTheOthersToTake() throws IOException {
        FaultyObjectStore faulty = new FaultyObjectStore(first);
        faulty.plan(Fault.on(StoreOperation.PUT).forEver().build());
        CyclicBarrier both = new CyclicBarrier(2);
        Stop fourth = new Stop("fourth");
        for (Stop store : List.of(third, fourth)) {
            store.hook = () -> {
                store.hook = Hook.NONE;
                meet(both);
            };
        }
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(faulty, second, third, fourth))) {
            put(mirror, "snapshots/a");
            assertThat(order.get(0)).isEqualTo("second put snapshots/a");
            assertThat(third.has("snapshots/a") && fourth.has("snapshots/a")).isTrue();
            assertThat(mirror.report().destinations().get(0).inStep()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"packs/aa/a", "config"})
    void theFirstDecidesOnACondition(String name) throws IOException {
        put(first, name);
        order.clear();
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second))) {
            assertThatThrownBy(() -> mirror.put(name, ObjectData.of(new byte[1]), PutCondition.IF_ABSENT))
                    .isInstanceOf(ObjectExistsException.class);
            assertThat(order).containsExactly("first put " + name);
        }
    }

    @Test
    void objectsAreRetainedInAllAlsoWhenOneFails() throws IOException {
        first.hook = () -> {
            throw new IOException("no lock here");
        };
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second, third))) {
            assertThatThrownBy(() -> mirror.retain(List.of("packs/aa/a"), Instant.EPOCH))
                    .hasMessage("no lock here");
            assertThat(order).containsExactlyInAnyOrder("second retain packs/aa/a", "third retain packs/aa/a");
            assertThat(mirror.report().allInStep()).isTrue();
        }
    }

    @Test
    void anExecutorThatHasNoThreadMakesItSlowerAndDoesNotStopIt() throws IOException {
        Executor neverRuns = task -> {};
        Executor refuses = task -> {
            throw new RejectedExecutionException("closed");
        };
        for (Executor executor : List.of(neverRuns, refuses, Runnable::run)) {
            MemoryObjectStore memory = new MemoryObjectStore();
            Stop other = new Stop("other", memory);
            try (MirroredObjectStore mirror = new MirroredObjectStore(
                    List.of(new Located("memory:own", new MemoryObjectStore()), other), executor)) {
                put(mirror, "packs/aa/a");
                assertThat(other.has("packs/aa/a")).isTrue();
            }
        }
    }

    @Test
    void misuseIsTheCallersAndNobodyIsBehind() throws IOException {
        second.hook = () -> {
            throw new IllegalArgumentException("no such name");
        };
        try (MirroredObjectStore mirror = new MirroredObjectStore(List.of(first, second))) {
            assertThatThrownBy(() -> put(mirror, "packs/aa/a")).isInstanceOf(IllegalArgumentException.class);
            assertThat(mirror.report().allInStep()).isTrue();
        }
    }
}
