package io.coffer.backup.spi;

import org.jspecify.annotations.Nullable;

/**
 * The object is kept where it cannot be read at once: {@link ObjectStore#recall} asks for it, and after
 * minutes or hours it can be read.
 */
public class ObjectColdException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about
     * @param cause what the storage's own library threw, or null
     */
    public ObjectColdException(String message, String objectName, @Nullable Throwable cause) {
        super(message, objectName, false, cause);
    }
}
