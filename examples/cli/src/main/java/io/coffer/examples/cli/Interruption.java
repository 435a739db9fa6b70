package io.coffer.examples.cli;

import java.util.concurrent.TimeUnit;

/**
 * Lets a signal (Ctrl-C, or a polite kill) end an operation instead of the process: the thread is interrupted, the
 * operation cleans up, and only then does the process end, with 128 and the number of the signal as its exit code.
 */
final class Interruption {
    /** A storage that does not answer must not keep the process for ever; what is left behind is harmless garbage. */
    private static final long PATIENCE_SECONDS = 20;

    private final Thread hook;

    private Interruption(Thread worker) {
        this.hook = new Thread(() -> interrupt(worker), "interruption");
    }

    /** Interrupts the calling thread when the process is asked to end. */
    static Interruption ofThisThread() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private static void interrupt(Thread worker) {
        worker.interrupt();
        try {
            worker.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            // Nobody interrupts a hook; if somebody does, the process ends at once.
        }
    }

    /** Ends the process, or lets it end as the signal wants. */
    void exit(int code) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook waits for this thread: System.exit would wait for the hook.
            return;
        }
        System.exit(code);
    }
}
