package io.coffer.backup.crypto;

import java.io.IOException;

/** Asks for a passphrase when it is needed: a prompt, a password manager. */
@FunctionalInterface
public interface PassphraseSource {
    /**
     * Gives the passphrase. Called at most once for a key, by the thread that opens or changes a repository.
     *
     * @return any characters, one at least; cleared after use
     * @throws IOException when there is none
     */
    char[] passphrase() throws IOException;
}
