package io.coffer.backup.internal.snapshot;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/** Tells exceptions that mean "stop" from those that mean "this file cannot be read". */
final class Interruptions {
    private Interruptions() {}

    static boolean isOne(IOException failed) {
        return failed instanceof InterruptedIOException
                || failed instanceof ClosedByInterruptException
                || Thread.currentThread().isInterrupted();
    }
}
