package io.coffer.backup.spi;

import org.jspecify.annotations.Nullable;

/** The storage refuses to delete or replace an object before the end of its retention. */
public class ObjectLockedException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about
     * @param cause what the storage's own library threw, or null
     */
    public ObjectLockedException(String message, String objectName, @Nullable Throwable cause) {
        super(message, objectName, false, cause);
    }
}
