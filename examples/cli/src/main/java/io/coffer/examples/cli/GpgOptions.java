package io.coffer.examples.cli;

import io.coffer.backup.crypto.openpgp.OpenPgp;
import io.coffer.backup.crypto.openpgp.OpenPgpEncryption;
import io.coffer.backup.crypto.openpgp.OpenPgpPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** The options that have an archive encrypted for gpg. */
final class GpgOptions {
    static final String PASSPHRASE_FILE = "--gpg-passphrase-file";
    static final String RECIPIENT = "--gpg-recipient";
    static final String SUFFIX = ".gpg";

    private static final String ARMOR_SUFFIX = ".asc";
    private static final int MAX_PASSPHRASE_FILE = 64 * 1024;

    private GpgOptions() {}

    static boolean areGiven(Arguments arguments) {
        return arguments.has(PASSPHRASE_FILE) || arguments.has(RECIPIENT);
    }

    /** The name that an archive has when it is decrypted. */
    static String withoutSuffix(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(SUFFIX) || lower.endsWith(ARMOR_SUFFIX) || lower.endsWith(".pgp")
                ? name.substring(0, name.lastIndexOf('.'))
                : name;
    }

    /** For whom the options say; as text, where the name of the file is that of text. */
    static OpenPgpEncryption encryption(Arguments arguments, Path file) throws IOException {
        OpenPgpEncryption encryption = OpenPgp.encryption();
        try {
            Path passphraseFile = arguments.option(PASSPHRASE_FILE);
            if (passphraseFile != null) {
                char[] passphrase = firstLine(passphraseFile);
                encryption.passphrase(passphrase);
                Arrays.fill(passphrase, '\0');
            }
            for (Path keys : arguments.option(RECIPIENT, new Path[0])) {
                encryption.to(OpenPgpPublicKey.readAll(keys));
            }
            return file.toString().toLowerCase(Locale.ROOT).endsWith(ARMOR_SUFFIX) ? encryption.armored() : encryption;
        } catch (IOException | RuntimeException failed) {
            encryption.close();
            throw failed;
        }
    }

    /** As gpg reads such a file. No part of it becomes a string, which nobody could overwrite. */
    private static char[] firstLine(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_PASSPHRASE_FILE);
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        while (end > 0 && bytes[end - 1] == '\r') {
            end--;
        }
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end));
        Arrays.fill(bytes, (byte) 0);
        char[] passphrase = Arrays.copyOfRange(text.array(), 0, text.limit());
        Arrays.fill(text.array(), '\0');
        if (passphrase.length == 0) {
            throw new IOException(file + " has no passphrase in its first line");
        }
        return passphrase;
    }
}
