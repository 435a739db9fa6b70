package io.coffer.backup.crypto.openpgp;

import org.jspecify.annotations.Nullable;

/** A message is not what was encrypted: cut short, altered, or something else. What was read from it does not count. */
public class OpenPgpIntegrityException extends OpenPgpException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, and what was expected
     * @param cause what led to it, or null
     */
    public OpenPgpIntegrityException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
