package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** Something is in the place where a restore was to write, and it was asked not to touch it. */
public class RestoreConflictException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: the path
     * @param cause what led to it, or null
     */
    public RestoreConflictException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }
}
