package io.coffer.backup.spi.encryption;

import java.io.IOException;
import javax.crypto.AEADBadTagException;

/** The keys of an open repository. Thread-safe. */
public interface RepositoryCipher extends AutoCloseable {
    /**
     * Whether packs and manifests can be opened.
     *
     * @return false for a write key
     */
    boolean canRead();

    /**
     * Starts to compute content ids.
     *
     * @return for one thread
     */
    ContentMac newContentMac();

    /**
     * What the places where files are cut depend on.
     *
     * @return 32 bytes, the caller's own
     */
    byte[] chunkerSecret();

    /**
     * How long the wrapped form of a data key is.
     *
     * @return in bytes, the same for all of a repository
     */
    int keyBlockLength();

    /**
     * Makes a fresh data key.
     *
     * @param purpose what it is to seal
     * @return a key that was never used
     */
    DataKey newKey(KeyPurpose purpose);

    /**
     * Unwraps a data key.
     *
     * @param purpose what it sealed
     * @param block its wrapped form
     * @return the key
     * @throws AEADBadTagException when it is no wrapped key of this repository and purpose
     * @throws IOException when these keys do not open it: a write key, or a key from before the master key was
     *     rotated
     */
    DataKey openKey(KeyPurpose purpose, byte[] block) throws AEADBadTagException, IOException;

    /**
     * The key slots.
     *
     * @return the same object each time
     */
    KeyRing keys();

    /** Forgets all keys. Idempotent. */
    @Override
    void close();
}
