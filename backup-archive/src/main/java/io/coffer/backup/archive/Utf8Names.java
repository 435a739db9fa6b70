package io.coffer.backup.archive;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Names for formats in which names are text. */
final class Utf8Names {
    private Utf8Names() {}

    /** Gives a path as text, in which each byte that is not UTF-8 stands as {@code %XX}. */
    static String escape(byte[] path) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(path);
        CharBuffer chars = CharBuffer.allocate(path.length + 1);
        StringBuilder text = new StringBuilder();
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, true);
            text.append(chars.flip());
            chars.clear();
            if (result.isUnderflow()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.append(String.format("%%%02X", bytes.get()));
            }
            decoder.reset();
        }
    }
}
