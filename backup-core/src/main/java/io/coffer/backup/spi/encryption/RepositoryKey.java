package io.coffer.backup.spi.encryption;

import java.io.IOException;

/**
 * What opens an encrypted repository: a passphrase, a key file, a key from an application's own key
 * management, a private key, a write key. An application gets one from {@code backup-crypto} and hands it to
 * {@code RepositoryBuilder.key}; it stays the application's to close.
 *
 * <p>Implementations hold secrets: these never stand in {@code toString}, in exceptions or in logs.
 */
public interface RepositoryKey extends AutoCloseable {
    /**
     * Makes the keys of a new repository, and puts the first slot, which this key opens.
     *
     * @param storage of the repository, which has no slots yet
     * @return its keys; to be closed
     * @throws UnsupportedOperationException when this key can open repositories only
     * @throws IOException when the storage fails
     */
    RepositoryCipher create(KeyStorage storage) throws IOException;

    /**
     * Opens the keys of a repository.
     *
     * @param storage of the repository
     * @return its keys; to be closed
     * @throws IOException when there is no slot for a key of this kind, when the key opens none of them, or when the
     *     storage fails
     */
    RepositoryCipher open(KeyStorage storage) throws IOException;

    /** Forgets the secret. Repositories that were opened with it stay open. Idempotent. */
    @Override
    void close();
}
