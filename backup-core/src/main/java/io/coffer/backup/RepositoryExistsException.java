package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** There is a repository already at the place where one was to be created. */
public class RepositoryExistsException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: the location
     * @param cause what led to it, or null
     */
    public RepositoryExistsException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }
}
