package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** An object of the repository is not what was stored: cut short, altered, or something else. Nothing that was read from it is used. */
public class CorruptObjectException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: the name of the object
     * @param cause what led to it, or null
     */
    public CorruptObjectException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }

    /**
     * Makes one that can be listed among other findings.
     *
     * @param message what was found, what was expected, what to do
     * @param finding what of that is said beside the subject
     * @param subject what it is about: the name of the object
     * @param cause what led to it, or null
     */
    public CorruptObjectException(String message, String finding, String subject, @Nullable Throwable cause) {
        super(message, finding, subject, false, cause);
    }
}
