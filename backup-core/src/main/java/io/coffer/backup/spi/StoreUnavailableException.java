package io.coffer.backup.spi;

import org.jspecify.annotations.Nullable;

/** The storage cannot be reached, or went away: a mount that is gone, a network that fails, a bucket that was removed. */
public class StoreUnavailableException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about, or null when it is about the whole store
     * @param cause what the storage's own library threw, or null
     */
    public StoreUnavailableException(String message, @Nullable String objectName, @Nullable Throwable cause) {
        super(message, objectName, true, cause);
    }
}
