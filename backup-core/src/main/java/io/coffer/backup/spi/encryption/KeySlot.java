package io.coffer.backup.spi.encryption;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The master key of a repository, wrapped for one passphrase, key file or public key: an object under
 * {@code keys/}. Everybody who can read the storage can read it.
 *
 * @param id names the slot: 1 to 64 of {@code a-z 0-9 -}
 * @param kind what opens it
 * @param label for people; may be empty
 * @param created when
 * @param parameters what else is needed to open it: texts by name
 */
public record KeySlot(String id, String kind, String label, Instant created, Map<String, String> parameters) {
    /** Checks and copies the values. */
    public KeySlot {
        if (!id.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("not the id of a key slot: \"" + id + "\"");
        }
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(created, "created");
        parameters = Map.copyOf(parameters);
    }

    /**
     * Says what opens the slot.
     *
     * @return without the wrapped key
     */
    @Override
    public String toString() {
        return id + " (" + kind + (label.isEmpty() ? "" : ", \"" + label + "\"") + ", " + created + ")";
    }
}
