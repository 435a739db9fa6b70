package io.coffer.backup.crypto;

import io.coffer.backup.AuthenticationFailedException;
import io.coffer.backup.KeySlotNotFoundException;
import io.coffer.backup.WrongKeyException;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.KeyStorage;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** A key that opens a slot of its kind. */
abstract class SlotKey implements RepositoryKey {
    static final String GENERATION = "generation";
    static final String KEY = "key";

    private static final String CONTEXT = "coffer key slot";
    private static final int ID_LENGTH = 16;

    /** What slots for such keys are called. */
    abstract String kind();

    /** Wraps the bytes that a slot holds; gives the parameters of the slot. */
    abstract Map<String, String> wrap(KeyStorage storage, byte[] context, byte[] payload) throws IOException;

    /** Unwraps the bytes that a slot holds; null when the slot is for another key of the kind. */
    abstract byte @Nullable [] unwrap(KeyStorage storage, byte[] context, KeySlot slot)
            throws IOException, AEADBadTagException;

    /** What is authenticated with the bytes in a slot: whose slot it is, and what people read of it. */
    private static byte[] context(KeyStorage storage, String kind, String label, Instant created) {
        return Bytes.join(
                Bytes.ascii(CONTEXT),
                Bytes.of(storage.repository()),
                storage.configDigest(),
                (kind + '\0' + created + '\0' + label).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a slot for this key. */
    KeySlot newSlot(KeyStorage storage, Masters masters, String label) throws IOException {
        byte[] random = new byte[ID_LENGTH];
        storage.random().nextBytes(random);
        byte[] payload = masters.encode();
        Instant created = storage.clock().instant();
        try {
            Map<String, String> parameters =
                    new TreeMap<>(wrap(storage, context(storage, kind(), label, created), payload));
            parameters.put(GENERATION, String.valueOf(masters.generation()));
            return new KeySlot(HexFormat.of().formatHex(random), kind(), label, created, parameters);
        } finally {
            Bytes.clear(payload);
        }
    }

    @Override
    public RepositoryCipher create(KeyStorage storage) throws IOException {
        byte[] contentSecret = new byte[KeyMaterial.LENGTH];
        byte[] master = new byte[KeyMaterial.LENGTH];
        storage.random().nextBytes(contentSecret);
        storage.random().nextBytes(master);
        Masters masters = new Masters(contentSecret, new byte[][] {master});
        storage.put(newSlot(storage, masters, ""));
        return SealingCipher.of(masters, storage);
    }

    @Override
    public RepositoryCipher open(KeyStorage storage) throws IOException {
        return SealingCipher.of(openMasters(storage), storage);
    }

    private Masters openMasters(KeyStorage storage) throws IOException {
        List<KeySlot> all = storage.slots();
        List<KeySlot> own = all.stream()
                .filter(slot -> slot.kind().equals(kind()))
                // After a rotation that was interrupted, a key may open an older slot and a newer one.
                .sorted(Comparator.comparingInt(SlotKey::generation).reversed())
                .toList();
        if (own.isEmpty()) {
            throw new KeySlotNotFoundException(
                    "the repository has no key slot for a " + kind() + "; its slots: " + describe(all)
                            + "; use a key for one of them",
                    "repository " + storage.repository(),
                    null);
        }
        for (KeySlot slot : own) {
            Masters masters = tryOpen(storage, slot, all);
            if (masters != null) {
                return masters;
            }
        }
        throw new WrongKeyException(
                "this " + kind() + " opens none of the " + own.size() + " key slots that it could be for: "
                        + describe(own) + "; check it, and which repository this is",
                "repository " + storage.repository(),
                null);
    }

    /** Null when the slot is for another key of the kind. */
    @Nullable
    Masters tryOpen(KeyStorage storage, KeySlot slot, List<KeySlot> all) throws IOException {
        try {
            byte[] context = context(storage, slot.kind(), slot.label(), slot.created());
            byte[] payload = unwrap(storage, context, slot);
            if (payload == null) {
                return null;
            }
            Masters.Opened opened = Masters.Opened.decode(payload);
            Bytes.clear(payload);
            if (opened.generation() != SlotParameters.number(slot, GENERATION)) {
                throw new AEADBadTagException("it is of another generation than it says");
            }
            return new Masters(
                    opened.contentSecret(),
                    Generations.follow(
                            new Aead(storage.suite()),
                            storage.repository(),
                            opened.generation(),
                            opened.master(),
                            all));
        } catch (AEADBadTagException altered) {
            throw new AuthenticationFailedException(
                    "keys/" + slot.id() + " or the config was altered: the key fits the slot, but what is in it is not"
                            + " what was sealed; restore both objects from a copy of the repository, or use another"
                            + " slot",
                    "keys/" + slot.id(),
                    altered);
        }
    }

    /** Of which generation a slot says that it is; negative when it does not say. */
    static int generation(KeySlot slot) {
        try {
            return SlotParameters.number(slot, GENERATION);
        } catch (AEADBadTagException malformed) {
            return -1;
        }
    }

    static String describe(List<KeySlot> slots) {
        String text = slots.stream()
                .filter(slot -> !slot.kind().equals(Generations.KIND))
                .map(KeySlot::toString)
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return kind();
    }
}
