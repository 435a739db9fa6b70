package io.coffer.backup.crypto;

import io.coffer.backup.KeyRequiredException;
import io.coffer.backup.KeyRotatedException;
import io.coffer.backup.KeySlotNotFoundException;
import io.coffer.backup.WrongKeyException;
import io.coffer.backup.spi.encryption.KeyRing;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.KeyStorage;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;

/** The slots of an open repository. Thread-safe. */
final class SlotRing implements KeyRing {
    private final KeyStorage storage;
    private final SealingCipher cipher;

    // Guarded by this.
    private Masters masters;

    SlotRing(KeyStorage storage, Masters masters, SealingCipher cipher) {
        this.storage = storage;
        this.masters = masters;
        this.cipher = cipher;
    }

    @Override
    public List<KeySlot> slots() throws IOException {
        return openable(storage.slots());
    }

    private static List<KeySlot> openable(List<KeySlot> slots) {
        return slots.stream()
                .filter(slot -> !slot.kind().equals(Generations.KIND))
                .toList();
    }

    private Masters masters() throws KeyRequiredException {
        if (masters.isEmpty()) {
            throw new KeyRequiredException(
                    "this key can only write, and not change who can open the repository; open it with a key that has"
                            + " a slot",
                    "repository " + storage.repository(),
                    null);
        }
        // Closed repositories have no keys to hand out.
        var unused = cipher.material();
        return masters;
    }

    private static SlotKey slotKey(RepositoryKey key) {
        if (key instanceof SlotKey slotKey) {
            return slotKey;
        }
        throw new IllegalArgumentException("no slot can be made for a " + key + "; use another kind of key");
    }

    @Override
    public synchronized KeySlot add(RepositoryKey key, String label) throws IOException {
        SlotKey slotKey = slotKey(key);
        requireLatest(storage.slots());
        KeySlot slot = slotKey.newSlot(storage, masters(), label);
        storage.put(slot);
        return slot;
    }

    @Override
    public synchronized void remove(String id) throws IOException {
        List<KeySlot> slots = slots();
        KeySlot slot = find(slots, id);
        if (slots.size() == 1) {
            throw lastOne(slot);
        }
        storage.delete(slot.id());
        if (slots().isEmpty()) {
            // Somebody else removed another one at the same time.
            storage.put(slot);
            throw lastOne(slot);
        }
    }

    private static IllegalStateException lastOne(KeySlot slot) {
        return new IllegalStateException("key slot " + slot.id() + " is the last one: without it nobody could open the"
                + " repository again; add another one first");
    }

    @Override
    public synchronized KeySlot change(String id, RepositoryKey key) throws IOException {
        KeySlot old = find(slots(), id);
        KeySlot slot = add(key, old.label());
        storage.delete(old.id());
        return slot;
    }

    private KeySlot find(List<KeySlot> slots, String id) throws KeySlotNotFoundException {
        List<KeySlot> found = id.isEmpty()
                ? List.of()
                : slots.stream().filter(slot -> slot.id().startsWith(id)).toList();
        if (found.size() != 1) {
            throw new KeySlotNotFoundException(
                    found.isEmpty()
                            ? "there is no key slot \"" + id + "\"; the slots are: " + SlotKey.describe(slots)
                            : "\"" + id + "\" begins the ids of " + found.size() + " key slots; give more characters",
                    "keys/" + id,
                    null);
        }
        return found.get(0);
    }

    private void requireLatest(List<KeySlot> slots) throws IOException {
        int known = masters().generation();
        for (KeySlot slot : openable(slots)) {
            if (SlotKey.generation(slot) > known) {
                throw new KeyRotatedException(
                        "the master key was rotated since the repository was opened; open it again",
                        "keys/" + slot.id(),
                        null);
            }
        }
    }

    @Override
    public synchronized List<KeySlot> rotate(Map<String, RepositoryKey> keys) throws IOException {
        List<KeySlot> all = storage.slots();
        requireLatest(all);
        List<KeySlot> old = openable(all);
        List<Kept> kept = kept(old, all, keys);
        byte[] master = new byte[KeyMaterial.LENGTH];
        storage.random().nextBytes(master);
        Masters next = masters().next(master);
        List<KeySlot> slots = new ArrayList<>();
        for (Kept each : kept) {
            slots.add(each.key().newSlot(storage, next, each.slot().label()));
        }
        putLink(next, master);
        for (KeySlot slot : slots) {
            storage.put(slot);
        }
        for (KeySlot slot : old) {
            storage.delete(slot.id());
        }
        masters = next;
        cipher.replace(next.derive(storage.repository()));
        return List.copyOf(slots);
    }

    /** A slot that stays, and what it is sealed with anew. */
    private record Kept(KeySlot slot, SlotKey key) {}

    private List<Kept> kept(List<KeySlot> old, List<KeySlot> all, Map<String, RepositoryKey> keys) throws IOException {
        for (String id : keys.keySet()) {
            var unused = find(old, id);
        }
        List<Kept> kept = new ArrayList<>();
        for (KeySlot slot : old) {
            RepositoryKey given = keys.get(slot.id());
            if (given != null) {
                SlotKey key = slotKey(given);
                if (!key.kind().equals(slot.kind()) || key.tryOpen(storage, slot, all) == null) {
                    throw new WrongKeyException(
                            "the " + key + " that was given for key slot " + slot.id() + " does not open it",
                            "keys/" + slot.id(),
                            null);
                }
                kept.add(new Kept(slot, key));
            } else if (slot.kind().equals(PairKey.KIND)) {
                kept.add(new Kept(slot, publicKey(slot)));
            }
        }
        if (kept.isEmpty()) {
            throw new IllegalStateException("no key slot would be left: give the keys of the slots that are to stay");
        }
        return kept;
    }

    private static PairKey publicKey(KeySlot slot) throws IOException {
        try {
            return PairKey.ofPublic(SlotParameters.bytes(slot, PairKey.PUBLIC_KEY));
        } catch (AEADBadTagException malformed) {
            throw new IOException(
                    "keys/" + slot.id() + " cannot be used: " + malformed.getMessage() + "; remove the slot first",
                    malformed);
        }
    }

    /** A link of the same number is of a rotation that ended before any slot was sealed with it: nobody has its key. */
    private void putLink(Masters next, byte[] master) throws IOException {
        KeySlot link = Generations.link(
                new Aead(storage.suite()),
                storage.repository(),
                next.generation(),
                master,
                masters.latest(),
                storage.clock().instant());
        storage.delete(link.id());
        storage.put(link);
    }

    @Override
    public synchronized byte[] writeKey() throws IOException {
        requireLatest(storage.slots());
        return WriteKey.encode(cipher.material(), storage.configDigest());
    }

    synchronized void close() {
        masters.close();
    }
}
