package io.coffer.backup.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A storage failed. The message says what was tried, what the storage answered and what to do; it never
 * holds a secret.
 */
public class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String objectName;
    private final boolean temporary;

    /**
     * Makes one.
     *
     * @param message what was tried, what happened, what to do
     * @param objectName which object it is about, or null when it is about the whole store
     * @param temporary whether the same call may succeed later
     * @param cause what the storage's own library threw, or null
     */
    public StoreException(String message, @Nullable String objectName, boolean temporary, @Nullable Throwable cause) {
        super(message, cause);
        this.objectName = objectName;
        this.temporary = temporary;
    }

    /**
     * Says which object it is about.
     *
     * @return its name, or null when it is about the whole store
     */
    public @Nullable String objectName() {
        return objectName;
    }

    /**
     * Says whether trying again can help.
     *
     * @return whether the same call may succeed later without anybody's doing
     */
    public boolean isTemporary() {
        return temporary;
    }
}
