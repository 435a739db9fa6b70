package io.coffer.backup.spi.encryption;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The key slots of one repository in its storage, as the engine gives access to them. Thread-safe. */
public interface KeyStorage {
    /**
     * Whose slots these are.
     *
     * @return the id of the repository
     */
    UUID repository();

    /**
     * Binds slots to what was fixed when the repository was created: so nobody who alters its config gets it opened.
     *
     * @return the SHA-256 of the object {@code config}; the caller's own
     */
    byte[] configDigest();

    /**
     * How the repository is sealed.
     *
     * @return the same value each time
     */
    CipherSuite suite();

    /**
     * Lists the slots of this repository.
     *
     * @return those that can be read, by id; a damaged one does not hide the others
     * @throws io.coffer.backup.spi.StoreException when the storage fails
     * @throws IOException when there are slots, and all of them are damaged: says which
     */
    List<KeySlot> slots() throws IOException;

    /**
     * Puts a slot.
     *
     * @param slot whose id must be new
     * @throws IOException when the storage fails
     */
    void put(KeySlot slot) throws IOException;

    /**
     * Removes a slot. One that is not there is passed over.
     *
     * @param id of the slot
     * @throws IOException when the storage fails
     */
    void delete(String id) throws IOException;

    /**
     * The time, for slots.
     *
     * @return the clock of the repository
     */
    Clock clock();

    /**
     * Where keys come from.
     *
     * @return cryptographically strong, but in tests
     */
    RandomGenerator random();
}
