package io.coffer.backup.crypto.openpgp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message or a key of OpenPGP could not be used. Never names a passphrase or data of a message. */
public class OpenPgpException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param cause what led to it, or null
     */
    public OpenPgpException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
