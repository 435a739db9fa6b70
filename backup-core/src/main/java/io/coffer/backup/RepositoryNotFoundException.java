package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** There is no repository at the place that was named. */
public class RepositoryNotFoundException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: the location
     * @param cause what led to it, or null
     */
    public RepositoryNotFoundException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }
}
