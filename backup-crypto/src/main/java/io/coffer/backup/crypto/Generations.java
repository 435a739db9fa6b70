package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.KeySlot;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * Links from each generation of the master key to the one before: the older key, wrapped with the newer. So a rotation
 * needs not touch what was sealed before. They are slots of a kind of their own, which nobody opens with a secret.
 */
final class Generations {
    static final String KIND = "generation";

    private static final String KEY = "key";
    private static final String WRAP = "coffer previous master key";

    private Generations() {}

    static String id(int generation) {
        return String.format("generation-%08d", generation);
    }

    /** The link from a generation to the one before. */
    static KeySlot link(
            Aead aead, UUID repository, int generation, byte[] master, byte[] previous, java.time.Instant now) {
        byte[] wrapped = aead.wrap(wrappingKey(repository, master), context(repository, generation), previous);
        return new KeySlot(
                id(generation), KIND, "", now, Map.of(KEY, Base64.getEncoder().encodeToString(wrapped)));
    }

    /** Follows the links from the latest generation down; empty where one is missing. */
    static byte[][] follow(Aead aead, UUID repository, int latest, byte[] master, List<KeySlot> slots)
            throws AEADBadTagException {
        byte[][] masters = new byte[latest + 1][0];
        masters[latest] = master;
        byte[] newer = master;
        for (int generation = latest; generation > 0; generation--) {
            KeySlot link = find(slots, generation);
            if (link == null) {
                break;
            }
            newer = aead.unwrap(
                    wrappingKey(repository, newer), context(repository, generation), SlotParameters.bytes(link, KEY));
            masters[generation - 1] = newer;
        }
        return masters;
    }

    private static @Nullable KeySlot find(List<KeySlot> slots, int generation) {
        return slots.stream()
                .filter(slot -> slot.id().equals(id(generation)) && slot.kind().equals(KIND))
                .findFirst()
                .orElse(null);
    }

    private static byte[] wrappingKey(UUID repository, byte[] master) {
        return Hkdf.derive(master, Bytes.of(repository), WRAP);
    }

    private static byte[] context(UUID repository, int generation) {
        return Bytes.join(Bytes.ascii(id(generation)), Bytes.of(repository));
    }
}
