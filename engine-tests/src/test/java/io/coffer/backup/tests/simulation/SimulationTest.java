package io.coffer.backup.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writers, readers, forgets and prunes on one storage, in histories that follow from seeds. A million of them:
 *
 * <pre>./mvnw test -pl engine-tests -am -Dtest=SimulationTest#nothingIsLost -Dsurefire.failIfNoSpecifiedTests=false \
 *     -DargLine='-Dcoffer.simulation.histories=1000000 -Dcoffer.simulation.first=1'</pre>
 *
 * A history that failed is played alone with its seed as {@code first} and 1 as {@code histories}.
 */
class SimulationTest {
    private static final long FIRST = Long.getLong("coffer.simulation.first", 1);
    private static final long HISTORIES = Long.getLong("coffer.simulation.histories", 100_000);
    private static final long MOST_TO_FIND = 100_000;
    /** Actors wait for each other most of the time. */
    private static final int AT_ONCE = 2 * Runtime.getRuntime().availableProcessors();

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "actor");
        thread.setDaemon(true);
        return thread;
    });

    @AfterAll
    static void stop() {
        THREADS.shutdown();
    }

    /** A history in which something was lost. */
    private record Failure(long seed, Throwable what) {}

    /** Plays histories until one fails, or until there are no more; null when none failed. */
    private static Failure play(BrokenRule rule, long histories) throws InterruptedException {
        AtomicLong next = new AtomicLong(FIRST);
        AtomicLong steps = new AtomicLong();
        AtomicReference<Failure> failure = new AtomicReference<>();
        long start = System.nanoTime();
        Thread[] workers = new Thread[AT_ONCE];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Thread(() -> {
                while (failure.get() == null) {
                    long seed = next.getAndIncrement();
                    if (seed >= FIRST + histories) {
                        return;
                    }
                    try {
                        steps.addAndGet(History.play(seed, rule, THREADS));
                    } catch (RuntimeException | Error loss) {
                        failure.compareAndSet(null, new Failure(seed, loss));
                    }
                }
            });
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        System.out.printf(
                "%s: %d histories from seed %d, %d operations, %.1f s%n",
                rule, Math.min(next.get() - FIRST, histories), FIRST, steps.get(), (System.nanoTime() - start) / 1e9);
        return failure.get();
    }

    @Test
    void nothingIsLost() throws InterruptedException {
        Failure failure = play(BrokenRule.NONE, HISTORIES);
        if (failure != null) {
            fail("the history of seed " + failure.seed() + " went wrong: " + failure.what(), failure.what());
        }
    }

    @ParameterizedTest
    @EnumSource(value = BrokenRule.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsFound(BrokenRule rule) throws InterruptedException {
        Failure failure = play(rule, MOST_TO_FIND);
        assertThat(failure).as("%s was broken, and nothing was noticed", rule).isNotNull();
        assertThat(failure.what()).isInstanceOf(Ledger.LossException.class);
        System.out.println("  seed " + failure.seed() + ": " + failure.what().getMessage());
    }

    @Test
    void aSeedRepeatsAHistory() {
        for (long seed = FIRST; seed < FIRST + 20; seed++) {
            int steps = History.play(seed, BrokenRule.NONE, THREADS);
            assertThat(History.play(seed, BrokenRule.NONE, THREADS)).isEqualTo(steps);
        }
    }
}
