package io.coffer.backup.spi;

import org.jspecify.annotations.Nullable;

/** An object ends before the range that was asked for: it is shorter than expected. */
public class RangeNotSatisfiableException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about
     * @param cause what the storage's own library threw, or null
     */
    public RangeNotSatisfiableException(String message, String objectName, @Nullable Throwable cause) {
        super(message, objectName, false, cause);
    }
}
