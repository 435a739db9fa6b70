package io.coffer.backup.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/**
 * Lets several actors run one at a time. Before each operation of the storage the one that runs hands a baton on, to
 * one that is drawn from a seed. So the seed alone says how the actors interleave.
 */
final class Baton {
    private final Random random;
    private final double stay;
    private final List<Runner> alive = new ArrayList<>();
    private final Semaphore finished = new Semaphore(0);
    private final Runnable eachStep;

    /** One actor. */
    final class Runner {
        private final Semaphore turn = new Semaphore(0);

        /** Lets others go first, perhaps. */
        void step() {
            eachStep.run();
            if (alive.size() == 1 || random.nextDouble() < stay) {
                return;
            }
            Runner next = alive.get(random.nextInt(alive.size()));
            if (next != this) {
                next.turn.release();
                turn.acquireUninterruptibly();
            }
        }

        private void end() {
            alive.remove(this);
            if (alive.isEmpty()) {
                finished.release();
            } else {
                alive.get(random.nextInt(alive.size())).turn.release();
            }
        }
    }

    /**
     * Makes a baton.
     *
     * @param random draws who is next
     * @param stay how often the one that runs goes on: histories with long stretches find other faults
     * @param eachStep called before each operation, by the one that runs
     */
    Baton(Random random, double stay, Runnable eachStep) {
        this.random = random;
        this.stay = stay;
        this.eachStep = eachStep;
    }

    /** What an actor does. */
    interface Actor {
        void run(Runner runner);
    }

    /** Runs actors to their ends. */
    void run(List<Actor> actors, ExecutorService threads) {
        for (Actor actor : actors) {
            Runner runner = new Runner();
            alive.add(runner);
            threads.execute(() -> {
                runner.turn.acquireUninterruptibly();
                try {
                    actor.run(runner);
                } finally {
                    runner.end();
                }
            });
        }
        alive.get(random.nextInt(alive.size())).turn.release();
        finished.acquireUninterruptibly();
    }
}
