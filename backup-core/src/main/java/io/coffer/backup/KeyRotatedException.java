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

    /**
     * Makes one that can be listed among other findings.
     *
     * @param message what was found, what was expected, what to do
     * @param finding what of that is said beside the subject
     * @param subject what it is about: a repository, a key slot or the name of an object
     * @param cause what led to it, or null
     */
    public KeyRotatedException(String message, String finding, String subject, @Nullable Throwable cause) {
        super(message, finding, subject, false, cause);
    }
}
