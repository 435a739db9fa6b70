package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** A writer was away for so long that its session was ended by another, and something that it relied on is gone. Its snapshot was taken back; run the backup again. */
public class SessionExpiredException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: the id of the session
     * @param cause what led to it, or null
     */
    public SessionExpiredException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, true, cause);
    }
}
