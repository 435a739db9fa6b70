package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** There is no such snapshot, or more than one begins with what was given. */
public class SnapshotNotFoundException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: what was asked for
     * @param cause what led to it, or null
     */
    public SnapshotNotFoundException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }
}
