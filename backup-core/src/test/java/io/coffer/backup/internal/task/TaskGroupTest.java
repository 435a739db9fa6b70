package io.coffer.backup.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.internal.task.TaskGroup.Task;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many tasks that are added at once. */
@Timeout(60)
class TaskGroupTest {
    private static final int LIMIT = 3;
    /** More than could be nested in each other on a stack. */
    private static final int MANY = 200_000;

    private final ExecutorService executor = Executors.newFixedThreadPool(8);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private static Iterator<Task> times(int count, Task task) {
        return Collections.nCopies(count, task).iterator();
    }

    @Test
    void allRunAndNoMoreAtOnceThanMay() throws IOException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (TaskGroup group = new TaskGroup(executor, LIMIT, "the test")) {
            group.addAll(times(1000, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                done.incrementAndGet();
                running.decrementAndGet();
            }));
            group.join();
        }
        assertThat(done).hasValue(1000);
        assertThat(most.get()).isBetween(1, LIMIT);
    }

    @Test
    void whoAddsThemDoesNotWait() throws IOException {
        CountDownLatch added = new CountDownLatch(1);
        try (TaskGroup group = new TaskGroup(executor, LIMIT, "the test")) {
            group.addAll(times(100, () -> await(added)));
            added.countDown();
            group.join();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw TaskGroup.interrupted("a task");
        }
    }

    /** The executor is one queue: what was put there meanwhile comes before the rest. */
    @Test
    void tasksOfOthersComeInBetween() throws IOException {
        Queue<Runnable> queue = new ArrayDeque<>();
        AtomicInteger done = new AtomicInteger();
        try (TaskGroup group = new TaskGroup(queue::add, LIMIT, "the test")) {
            group.addAll(times(10, done::incrementAndGet));
            queue.add(() -> assertThat(done).hasValue(LIMIT));
            assertThat(queue).hasSize(LIMIT + 1);
            while (!queue.isEmpty()) {
                queue.remove().run();
            }
            assertThat(done).hasValue(10);
            group.join();
        }
    }

    @Test
    void anExecutorThatRunsThemAtOnceOrNotAtAllNestsNone() throws IOException {
        Executor refusing = task -> {
            throw new RejectedExecutionException("full");
        };
        for (Executor used : new Executor[] {Runnable::run, refusing}) {
            AtomicInteger done = new AtomicInteger();
            try (TaskGroup group = new TaskGroup(used, LIMIT, "the test")) {
                group.addAll(times(MANY, done::incrementAndGet));
                group.join();
            }
            assertThat(done).hasValue(MANY);
        }
    }

    @Test
    void theFirstFailureEndsThem() {
        AtomicInteger done = new AtomicInteger();
        try (TaskGroup group = new TaskGroup(Runnable::run, LIMIT, "the test")) {
            Iterator<Task> tasks = IntStream.range(0, 100)
                    .<Task>mapToObj(number -> () -> {
                        done.incrementAndGet();
                        if (number == 10) {
                            throw new IOException("it broke");
                        }
                    })
                    .iterator();
            assertThatThrownBy(() -> {
                        group.addAll(tasks);
                        group.join();
                    })
                    .hasMessage("it broke");
            assertThat(done).hasValue(11);
            assertThatThrownBy(group::goOn).hasMessage("it broke");
        }
    }

    @Test
    void aFailureWhileTheyAreTakenIsNoHang() {
        Iterator<Task> broken = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Task next() {
                throw new IllegalStateException("no task");
            }
        };
        try (TaskGroup group = new TaskGroup(executor, LIMIT, "the test")) {
            assertThatThrownBy(() -> {
                        group.addAll(broken);
                        group.join();
                    })
                    .hasMessage("no task");
        }
    }

    @Test
    void closingLeavesThoseThatNobodyHasTaken() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(LIMIT);
        AtomicInteger taken = new AtomicInteger();
        try (TaskGroup group = new TaskGroup(executor, LIMIT, "the test")) {
            group.addAll(times(100, () -> {
                taken.incrementAndGet();
                started.countDown();
                await(never);
            }));
            started.await();
        }
        assertThat(taken).hasValue(LIMIT);
    }

    @Test
    void whoWorksBesideThemIsInterrupted() throws IOException {
        try (TaskGroup group = new TaskGroup(executor, LIMIT, "the test")) {
            group.goOn();
            Thread.currentThread().interrupt();
            assertThatThrownBy(group::goOn)
                    .isInstanceOf(OperationInterruptedException.class)
                    .hasMessageContaining("the test was interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
