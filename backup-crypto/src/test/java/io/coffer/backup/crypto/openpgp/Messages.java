package io.coffer.backup.crypto.openpgp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/** Encrypts and decrypts whole arrays. */
final class Messages {
    static final char[] PASSPHRASE = "correct horse – батарея".toCharArray();

    private Messages() {}

    static byte[] encrypt(OpenPgpEncryption encryption, byte[] data) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (encryption;
                OutputStream out = encryption.open(message)) {
            out.write(data);
        }
        return message.toByteArray();
    }

    static byte[] decrypt(OpenPgpDecryption decryption, byte[] message) throws IOException {
        try (decryption;
                InputStream in = decryption.open(new ByteArrayInputStream(message))) {
            return in.readAllBytes();
        }
    }

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
