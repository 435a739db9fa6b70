package io.coffer.backup.spi;

import org.jspecify.annotations.Nullable;

/** There is an object of that name already, and the call asked for there to be none. */
public class ObjectExistsException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about
     * @param cause what the storage's own library threw, or null
     */
    public ObjectExistsException(String message, String objectName, @Nullable Throwable cause) {
        super(message, objectName, false, cause);
    }
}
