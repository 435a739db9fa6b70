package io.coffer.backup.crypto.openpgp;

import org.jspecify.annotations.Nullable;

/**
 * A key cannot be used for what was asked: it is expired, revoked, not for encryption, or locked with another
 * passphrase; or none of the passphrases and keys opens a message. Another key or passphrase helps.
 */
public class OpenPgpKeyException extends OpenPgpException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which key, and what is wrong with it
     * @param cause what led to it, or null
     */
    public OpenPgpKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
