package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.spi.encryption.KeySlot;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A key slot as a JSON document. It is read before there is a key, so it is not sealed. */
public final class KeySlotCodec {
    /** No slot is larger, in bytes. */
    public static final int MAX_LENGTH = 64 << 10;

    private KeySlotCodec() {}

    /**
     * Encodes a slot.
     *
     * @param repository whose slot it is
     * @param slot to be stored
     * @return the bytes of the object
     */
    public static byte[] encode(UUID repository, KeySlot slot) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("repository", repository.toString());
        document.put("kind", slot.kind());
        document.put("label", slot.label());
        document.put("created", slot.created().toString());
        document.put("parameters", new TreeMap<>(slot.parameters()));
        return Envelope.wrap(ObjectType.KEY, Json.write(document));
    }

    /**
     * Decodes a slot.
     *
     * @param repository whose slot it must be
     * @param name of the object
     * @param object its bytes
     * @return the slot
     * @throws CorruptObjectException when it is not what was stored, or a slot of another repository
     * @throws UnsupportedFormatException when a newer version wrote it
     */
    public static KeySlot decode(UUID repository, String name, byte[] object)
            throws CorruptObjectException, UnsupportedFormatException {
        JsonObject json = Json.read(name, Envelope.unwrap(name, ObjectType.KEY, ByteBuffer.wrap(object)));
        if (!json.text("repository").equals(repository.toString())) {
            throw Damage.in(name, "it is a key slot of repository " + json.text("repository"));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        JsonObject texts = json.object("parameters");
        for (String key : texts.values().keySet()) {
            parameters.put(key, texts.text(key));
        }
        try {
            return new KeySlot(
                    name.substring(ObjectType.KEY.prefix().length()),
                    json.text("kind"),
                    json.text("label"),
                    json.instant("created"),
                    parameters);
        } catch (IllegalArgumentException impossible) {
            throw Damage.in(name, String.valueOf(impossible.getMessage()));
        }
    }
}
