package io.coffer.backup.crypto;

import java.io.IOException;

/** An application's own key management: a vault, a hardware module, an operating system's key chain. */
@FunctionalInterface
public interface KeySource {
    /**
     * Gives a key. Called each time it is needed, by the thread that opens or changes a repository.
     *
     * @param keyId the id under which the slot was made
     * @return 32 bytes or more, as good as random; a copy, which is cleared after use
     * @throws IOException when there is no key of that id, or the key management cannot be reached
     */
    byte[] key(String keyId) throws IOException;
}
