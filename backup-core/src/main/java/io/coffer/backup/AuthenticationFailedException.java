package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** An object of an encrypted repository is not what was sealed with its keys: somebody altered it, or it was damaged. */
public class AuthenticationFailedException extends CorruptObjectException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: a repository, a key slot or the name of an object
     * @param cause what led to it, or null
     */
    public AuthenticationFailedException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, cause);
    }

    /**
     * Makes one that can be listed among other findings.
     *
     * @param message what was found, what was expected, what to do
     * @param finding what of that is said beside the subject
     * @param subject what it is about: a repository, a key slot or the name of an object
     * @param cause what led to it, or null
     */
    public AuthenticationFailedException(String message, String finding, String subject, @Nullable Throwable cause) {
        super(message, finding, subject, cause);
    }
}
