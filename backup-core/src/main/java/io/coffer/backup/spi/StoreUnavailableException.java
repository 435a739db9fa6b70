package io.coffer.backup.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The storage cannot be reached, or went away: a mount that is gone, a network that fails, a bucket that was removed. */
public class StoreUnavailableException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /**
     * Makes one.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about, or null when it is about the whole store
     * @param cause what the storage's own library threw, or null
     */
    public StoreUnavailableException(String message, @Nullable String objectName, @Nullable Throwable cause) {
        this(message, objectName, null, cause);
    }

    /**
     * Makes one for a storage that said how long to wait.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about, or null when it is about the whole store
     * @param retryAfter how long the storage asks to be left alone, or null when it did not say
     * @param cause what the storage's own library threw, or null
     */
    public StoreUnavailableException(
            String message, @Nullable String objectName, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, objectName, true, cause);
        this.retryAfter = retryAfter;
    }

    /**
     * Says how long the storage asks to be left alone.
     *
     * @return how long, or null when it did not say
     */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
