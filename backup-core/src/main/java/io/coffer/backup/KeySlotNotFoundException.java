package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** A repository has no key slot for a key of that kind, or none of that id. */
public class KeySlotNotFoundException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: a repository, a key slot or the name of an object
     * @param cause what led to it, or null
     */
    public KeySlotNotFoundException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }
}
