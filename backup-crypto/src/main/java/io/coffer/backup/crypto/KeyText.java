package io.coffer.backup.crypto;

import java.util.Arrays;
import java.util.Base64;

/** Keys as a line of text, for files: a word that says what it is, a blank, and Base64. Without strings, which nobody could clear. */
final class KeyText {
    private KeyText() {}

    static byte[] encode(String prefix, byte[] key) {
        byte[] base64 = Base64.getEncoder().encode(key);
        byte[] text = Bytes.join(Bytes.ascii(prefix), base64, new byte[] {'\n'});
        Bytes.clear(base64);
        return text;
    }

    /** Reads a key; says what is wrong without showing any of it. */
    static byte[] decode(String prefix, byte[] text, int least, int most) {
        byte[] start = Bytes.ascii(prefix);
        int end = text.length;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == ' ')) {
            end--;
        }
        if (end < start.length || !Arrays.equals(Arrays.copyOf(text, start.length), start)) {
            throw new IllegalArgumentException(
                    "this is not the text of such a key: it must start with \"" + prefix.strip() + "\"");
        }
        byte[] base64 = Arrays.copyOfRange(text, start.length, end);
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "the text of the key that starts with \"" + prefix.strip() + "\" is damaged");
        } finally {
            Bytes.clear(base64);
        }
        if (key.length < least || key.length > most) {
            throw new IllegalArgumentException("the text of the key that starts with \"" + prefix.strip()
                    + "\" stands for " + key.length + " bytes, expected " + least + (most == least ? "" : " or more"));
        }
        return key;
    }
}
