package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** An object was written by a newer version of the library, or asks for something that is not on the class path. */
public class UnsupportedFormatException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: the name of the object
     * @param cause what led to it, or null
     */
    public UnsupportedFormatException(String message, String subject, @Nullable Throwable cause) {
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
    public UnsupportedFormatException(String message, String finding, String subject, @Nullable Throwable cause) {
        super(message, finding, subject, false, cause);
    }
}
