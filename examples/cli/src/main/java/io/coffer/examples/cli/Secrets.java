package io.coffer.examples.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads passphrases. They are never text in a {@code String}, but where the environment has them as one. */
final class Secrets {
    private static final int MOST_BYTES = 64 << 10;

    private Secrets() {}

    /** The content of a file, without the end of its last line. */
    static char[] ofFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return characters(in.readNBytes(MOST_BYTES + 1), file.toString());
        }
    }

    /** What a command prints, without the end of its last line. Its errors go where those of this process go. */
    static char[] ofCommand(String command) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream in = process.getInputStream()) {
            byte[] printed = in.readNBytes(MOST_BYTES + 1);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(
                        "the password command ended with exit code " + code + "; run it by itself to see why");
            }
            return characters(printed, "the password command");
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while the password command ran");
        }
    }

    /** Asks at the terminal; null where there is none. */
    static char @Nullable [] ask(String what) {
        Console terminal = System.console();
        return terminal == null ? null : terminal.readPassword("%s: ", what);
    }

    /** Decodes and clears bytes. */
    private static char[] characters(byte[] bytes, String where) throws IOException {
        try {
            int length = bytes.length;
            if (length > MOST_BYTES) {
                throw new IOException("the passphrase from " + where + " is longer than " + MOST_BYTES + " bytes");
            }
            if (length > 0 && bytes[length - 1] == '\n') {
                length--;
            }
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
            if (length == 0) {
                throw new IOException("the passphrase from " + where + " is empty");
            }
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            char[] characters = new char[text.remaining()];
            text.get(characters);
            Arrays.fill(text.array(), '\0');
            return characters;
        } catch (CharacterCodingException otherEncoding) {
            throw new IOException("the passphrase from " + where + " is not UTF-8");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
