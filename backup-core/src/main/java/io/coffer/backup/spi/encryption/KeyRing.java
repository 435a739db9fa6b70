package io.coffer.backup.spi.encryption;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Who can open a repository: its key slots. Changes are seen by whoever opens the repository afterwards; who
 * has it open keeps it open. Thread-safe.
 *
 * <p>Removing a slot takes the key away from the storage, not from people: who opened the repository before may have
 * kept the master key. {@link #rotate} keeps them from what is stored afterwards.
 */
public interface KeyRing {
    /**
     * Lists the slots.
     *
     * @return by id
     * @throws IOException when the storage fails
     */
    List<KeySlot> slots() throws IOException;

    /**
     * Adds a slot.
     *
     * @param key opens the repository from now on
     * @param label for people; may be empty
     * @return the new slot
     * @throws IllegalArgumentException when no slot can be made for a key of this kind
     * @throws IOException when the storage fails, or the repository was opened with a write key
     */
    KeySlot add(RepositoryKey key, String label) throws IOException;

    /**
     * Removes a slot.
     *
     * @param id of the slot, or its first characters, as many as make it unique
     * @throws IllegalStateException when it is the last one: nobody could open the repository again
     * @throws IOException when there is no such slot, or the storage fails
     */
    void remove(String id) throws IOException;

    /**
     * Replaces a slot by one for another key: puts the new one first.
     *
     * @param id of the slot, or its first characters, as many as make it unique
     * @param key opens the repository from now on
     * @return the new slot, with the label of the old one
     * @throws IOException when there is no such slot, or the storage fails; the old one is then still there
     */
    KeySlot change(String id, RepositoryKey key) throws IOException;

    /**
     * Replaces the master key. What is stored from now on cannot be read by those who know the old one; what was
     * stored before stays as it is, and all who have a slot can read it. Content ids stay what they are.
     *
     * <p>A slot for a public key is sealed anew. Any other slot can only be kept when its key is given: the others are
     * removed. Write keys that were given away open the repository no more. Their holders have the old keys all the same:
     * these seal what is still taken for what was sealed before.
     *
     * @param keys by the id of their slot; at least one slot must be left
     * @return the slots that there are now
     * @throws io.coffer.backup.spi.StoreException when the storage fails; either master key may then be in force, and
     *     it can be run again
     * @throws IOException when a key does not open its slot: nothing was changed
     */
    List<KeySlot> rotate(Map<String, RepositoryKey> keys) throws IOException;

    /**
     * Makes a key that can write and cannot read: it finds what is stored already through the index, and opens no
     * pack and no manifest, not even its own.
     *
     * @return a secret, to be brought to the machine that is to use it, in the form that the provider of this
     *     encryption reads; the caller clears it
     * @throws IOException when the repository was opened with a write key
     */
    byte[] writeKey() throws IOException;
}
