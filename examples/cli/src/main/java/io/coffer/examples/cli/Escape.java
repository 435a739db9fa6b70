package io.coffer.examples.cli;

import io.coffer.backup.model.EntryName;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Makes texts from outside harmless on a terminal. A file may be called anything, also
 * {@code ESC ]0;...BEL}: what is not a visible character is shown by its number.
 */
final class Escape {
    private Escape() {}

    /** A name; a backslash is doubled, so that every name has a text of its own. */
    static String name(EntryName name) {
        return name.isText() ? escape(name.toString(), true) : bytes(name.toBytes());
    }

    /** Bytes that may be text: a name or the target of a link. */
    static String bytes(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        StringBuilder text = new StringBuilder(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            text.append(escape(out.flip().toString(), true));
            out.clear();
            for (int i = 0; i < result.length(); i++) {
                text.append("\\x");
                appendHex(text, in.get() & 0xff, 2);
            }
            result = decoder.decode(in, out, true);
        }
        return text.append(escape(out.flip().toString(), true)).toString();
    }

    /** A message or a path; backslashes stay, because there they mean what they seem to. */
    static String text(String text) {
        return escape(text, false);
    }

    private static String escape(String text, boolean backslashes) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                escaped.append("\\n");
            } else if (c == '\t') {
                escaped.append("\\t");
            } else if (c == '\\' && backslashes) {
                escaped.append("\\\\");
            } else if (isVisible(c)) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append(c <= 0xff ? "\\x" : "\\u");
                appendHex(escaped, c, c <= 0xff ? 2 : 4);
            }
        });
        return escaped.toString();
    }

    /** Format characters can turn the direction of a line, and show another name than there is. */
    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static void appendHex(StringBuilder text, int value, int digits) {
        String hex = Integer.toHexString(value);
        text.append("0".repeat(Math.max(0, digits - hex.length()))).append(hex);
    }
}
