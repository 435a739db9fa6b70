package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** More snapshots would be removed than the caller allows: all of a group, or more than a bound. None was removed. */
public class TooManySnapshotsException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: the group of snapshots, or the repository
     * @param cause what led to it, or null
     */
    public TooManySnapshotsException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }
}
