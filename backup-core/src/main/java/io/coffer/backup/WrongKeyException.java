package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** A key opens none of the key slots that it could be for: a wrong passphrase, another key file. */
public class WrongKeyException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: a repository, a key slot or the name of an object
     * @param cause what led to it, or null
     */
    public WrongKeyException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }
}
