package io.coffer.backup.spi;

import org.jspecify.annotations.Nullable;

/** The storage has no room: a full disk, a quota, a plan that is used up. What was stored before is untouched. */
public class StoreFullException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about, or null when it is about the whole store
     * @param cause what the storage's own library threw, or null
     */
    public StoreFullException(String message, @Nullable String objectName, @Nullable Throwable cause) {
        super(message, objectName, false, cause);
    }
}
