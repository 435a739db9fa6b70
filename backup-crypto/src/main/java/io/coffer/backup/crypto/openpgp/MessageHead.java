package io.coffer.backup.crypto.openpgp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The packets before the encrypted data, which say who can read it. They are small, and taken here one by one, because
 * what comes from elsewhere may claim to be of any length, and each passphrase packet costs the reader 65 million bytes
 * of hashing.
 */
final class MessageHead {
    /** Packets for passphrases. */
    static final int MAX_PASSPHRASES = 16;

    private static final int MAX_SIZE = 1 << 20;
    private static final int PUBLIC_KEY_ENCRYPTED = 1;
    private static final int PASSPHRASE_ENCRYPTED = 3;
    private static final int ENCRYPTED_UNPROTECTED = 9;
    private static final int MARKER = 10;
    private static final int ENCRYPTED_PROTECTED = 18;
    private static final int ENCRYPTED_AEAD = 20;
    private static final int PADDING = 21;

    private final InputStream in;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private int passphrases;

    private MessageHead(InputStream in) {
        this.in = in;
    }

    /** Reads them, and the first byte of the packet of encrypted data. */
    static byte[] read(InputStream in) throws IOException {
        MessageHead reader = new MessageHead(in);
        boolean more = true;
        while (more) {
            more = reader.packet();
        }
        return reader.head.toByteArray();
    }

    private boolean packet() throws IOException {
        int first = in.read();
        if (first < 0) {
            throw endsEarly();
        }
        boolean old = (first & 0xc0) == 0x80;
        int tag = old ? (first >> 2) & 0xf : first & 0x3f;
        if (first < 0x80 || !isExpected(tag)) {
            throw new OpenPgpIntegrityException(
                    "this is no encrypted OpenPGP message: it " + (head.size() == 0 ? "starts" : "goes on")
                            + " with the byte 0x" + Integer.toHexString(first),
                    null);
        }
        head.write(first);
        if (tag == ENCRYPTED_PROTECTED) {
            return false;
        }
        if (tag == PASSPHRASE_ENCRYPTED && ++passphrases > MAX_PASSPHRASES) {
            throw new OpenPgpException(
                    "the message is for more than " + MAX_PASSPHRASES
                            + " passphrases, each of which takes time to try: it is not trusted to mean well",
                    null);
        }
        body(old ? oldLength(first & 3) : newLength());
        return true;
    }

    private static boolean isExpected(int tag) throws OpenPgpException {
        return switch (tag) {
            case PUBLIC_KEY_ENCRYPTED, PASSPHRASE_ENCRYPTED, MARKER, PADDING, ENCRYPTED_PROTECTED -> true;
            case ENCRYPTED_UNPROTECTED ->
                throw new OpenPgpException(
                        "the message is not protected against changes (no MDC): what it holds cannot be relied on",
                        null);
            case ENCRYPTED_AEAD ->
                throw new OpenPgpException(
                        "the message is encrypted in the way of GnuPG 2.3 and later (AEAD), which is not supported;"
                                + " gpg --decrypt reads it",
                        null);
            default -> false;
        };
    }

    private void body(long length) throws IOException {
        if (length > MAX_SIZE - head.size()) {
            throw new OpenPgpException("the head of the message has more than " + MAX_SIZE + " bytes", null);
        }
        byte[] body = in.readNBytes((int) length);
        if (body.length < length) {
            throw endsEarly();
        }
        head.writeBytes(body);
    }

    private static OpenPgpIntegrityException endsEarly() {
        return new OpenPgpIntegrityException("the message ends before its encrypted data", null);
    }

    private int next() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw endsEarly();
        }
        head.write(value);
        return value;
    }

    private long number(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | next();
        }
        return value;
    }

    private long oldLength(int type) throws IOException {
        return type == 3 ? Long.MAX_VALUE : number(1 << type);
    }

    private long newLength() throws IOException {
        int first = next();
        if (first < 192) {
            return first;
        }
        if (first < 224) {
            return ((first - 192L) << 8) + next() + 192;
        }
        // Of a length that is not known yet, only the data may be.
        return first == 255 ? number(4) : Long.MAX_VALUE;
    }
}
