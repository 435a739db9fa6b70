package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.KeySlot;
import java.util.Base64;
import javax.crypto.AEADBadTagException;

/** Reads the parameters of a slot, which anybody may have written. */
final class SlotParameters {
    private SlotParameters() {}

    static String text(KeySlot slot, String name) throws AEADBadTagException {
        String text = slot.parameters().get(name);
        if (text == null) {
            throw new AEADBadTagException("it has no parameter \"" + name + "\"");
        }
        return text;
    }

    static byte[] bytes(KeySlot slot, String name) throws AEADBadTagException {
        try {
            return Base64.getDecoder().decode(text(slot, name));
        } catch (IllegalArgumentException malformed) {
            throw new AEADBadTagException("its parameter \"" + name + "\" is not Base64");
        }
    }

    static int number(KeySlot slot, String name) throws AEADBadTagException {
        try {
            return Integer.parseInt(text(slot, name));
        } catch (NumberFormatException malformed) {
            throw new AEADBadTagException("its parameter \"" + name + "\" is not a number");
        }
    }
}
