package io.coffer.backup.internal.filesystem;

import io.coffer.backup.model.EntryName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Names of entries as text that says all of their bytes. A byte that is not UTF-8 is a lone surrogate from U+DC80 to
 * U+DCFF, which no text has otherwise: so the text of a path leads back to the same entry.
 */
final class NameText {
    private static final int ESCAPE = 0xdc00;

    private NameText() {}

    static String of(EntryName name) {
        return name.isText() ? name.toString() : of(name.toBytes());
    }

    static String of(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            out.put((char) (ESCAPE | (in.get() & 0xff)));
            decoder.reset();
        }
    }

    /** Whether some bytes are this text: other text would be that of another name once it has been made bytes. */
    static boolean isOfBytes(String text) {
        return hasNoSurrogate(text) || of(bytes(text)).equals(text);
    }

    private static boolean hasNoSurrogate(String text) {
        return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    static byte[] bytes(String text) {
        if (hasNoSurrogate(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (point >= (ESCAPE | 0x80) && point <= (ESCAPE | 0xff)) {
                bytes.write(point);
            } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
            i += Character.charCount(point);
        }
        return bytes.toByteArray();
    }
}
