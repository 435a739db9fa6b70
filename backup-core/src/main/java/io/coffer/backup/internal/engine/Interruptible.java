package io.coffer.backup.internal.engine;

import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.internal.task.TaskGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** Gives the interruption of a thread one face, whatever it was that noticed it. */
final class Interruptible {
    private Interruptible() {}

    /** What may be interrupted. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /**
     * Runs something.
     *
     * @throws OperationInterruptedException when it was interrupted; the thread's flag is set
     */
    static <T> T run(String operation, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (OperationInterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw interrupted;
        } catch (SocketTimeoutException slow) {
            // A kind of InterruptedIOException, and none.
            throw slow;
        } catch (InterruptedIOException | ClosedByInterruptException interrupted) {
            OperationInterruptedException told = TaskGroup.interrupted(operation);
            told.initCause(interrupted);
            throw told;
        }
    }
}
