package io.coffer.backup.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes of a path of the default file system. A name is bytes to the kernel, and {@link Path#toString} loses those
 * that the locale's encoding cannot decode; {@link Path#toUri} keeps them all, but looks at the file to do so.
 */
final class PathBytes {
    private static final char REPLACEMENT = '\uFFFD';

    /** Tried rather than read from a property, which may have been set to something else. */
    private static final boolean UTF8 =
            Path.of(URI.create("file:///%C3%A4%FF")).toString().equals("/\u00e4" + REPLACEMENT);

    private PathBytes() {}

    /** Whether bytes that are not text in any encoding come out as they went in. */
    static boolean exact() {
        byte[] raw = {'/', (byte) 0xff, '%', (byte) 0x80};
        return Arrays.equals(raw, of(Path.of(URI.create("file:///%FF%25%80"))));
    }

    /** The bytes of the path, made absolute, without a zero at the end. */
    static byte[] of(Path path) {
        Path absolute = path.isAbsolute() ? path : path.toAbsolutePath();
        String text = absolute.toString();
        byte[] bytes = text.getBytes(UTF_8);
        // Of one byte each: ASCII, which is the same bytes in every encoding of a Unix locale.
        if (bytes.length == text.length()) {
            return bytes;
        }
        // What was not valid UTF-8 would have become a replacement character.
        if (UTF8 && text.indexOf(REPLACEMENT) < 0) {
            return bytes;
        }
        return decode(absolute.toUri().getRawPath());
    }

    private static byte[] decode(String rawPath) {
        byte[] in = rawPath.getBytes(ISO_8859_1);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                out[length++] = (byte) (hex(in[i + 1]) << 4 | hex(in[i + 2]));
                i += 2;
            } else {
                out[length++] = in[i];
            }
        }
        // A directory's URI ends with a slash; so does that of a symbolic link to one, which must not be followed.
        if (length > 1 && out[length - 1] == '/') {
            length--;
        }
        return Arrays.copyOf(out, length);
    }

    private static int hex(byte digit) {
        return Character.digit(digit, 16);
    }
}
