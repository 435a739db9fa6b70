package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** Something was sealed with a master key that is newer than those which are known here: open the repository again. */
public class KeyRotatedException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: a repository, a key slot or the name of an object
     * @param cause what led to it, or null
     */
    public KeyRotatedException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }
}
