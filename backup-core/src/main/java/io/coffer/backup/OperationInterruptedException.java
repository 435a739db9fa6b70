package io.coffer.backup;

import java.io.InterruptedIOException;

/**
 * The thread was interrupted, and the operation ended early. The thread's interrupt flag is set again.
 *
 * <p>An interrupted backup leaves no snapshot, but what it had named in the index by then is found by the next one. An
 * interrupted restore leaves whole files and no half ones.
 */
public class OperationInterruptedException extends InterruptedIOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which operation was interrupted, and what to do
     */
    public OperationInterruptedException(String message) {
        super(message);
    }
}
