package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.DataKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * Authenticated encryption through the JCA, so that a faster provider serves where one is installed: AES-256-GCM
 * (NIST SP 800-38D) or ChaCha20-Poly1305 (RFC 8439), with nonces of 96 bits and tags of 128. Thread-safe.
 */
final class Aead {
    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = DataKey.TAG_LENGTH;

    /** The JDK's GCM uses the processor's instructions once a method has been called some thousand times, however long the input. */
    private static final int FED = 2 << 10;

    private final CipherSuite suite;
    private final String transformation;
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(this::newCipher);

    Aead(CipherSuite suite) {
        this.suite = suite;
        this.transformation = switch (suite) {
            case AES_256_GCM -> "AES/GCM/NoPadding";
            case CHACHA20_POLY1305 -> "ChaCha20-Poly1305";
        };
    }

    SecretKey key(byte[] bytes) {
        return new ClearableKey(suite == CipherSuite.AES_256_GCM ? "AES" : "ChaCha20", bytes);
    }

    private Cipher newCipher() {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + transformation, impossible);
        }
    }

    /** A cipher of this thread, ready for one message. */
    private Cipher start(int mode, SecretKey key, byte[] nonce, byte[] context) {
        AlgorithmParameterSpec parameters = suite == CipherSuite.AES_256_GCM
                ? new GCMParameterSpec(8 * TAG_LENGTH, nonce)
                : new IvParameterSpec(nonce);
        // The JDK's ChaCha20 refuses to open the same piece twice in a row, and a piece may well be read twice.
        boolean isOneTime = suite == CipherSuite.CHACHA20_POLY1305 && mode == Cipher.DECRYPT_MODE;
        Cipher cipher = isOneTime ? newCipher() : ciphers.get();
        try {
            cipher.init(mode, key, parameters);
        } catch (GeneralSecurityException refused) {
            throw new IllegalStateException("the JCA refuses a key of " + suite.id(), refused);
        }
        cipher.updateAAD(context);
        return cipher;
    }

    /** Seals a message; gives how many bytes were written. */
    int seal(SecretKey key, byte[] nonce, byte[] context, byte[] plain, int length, byte[] sealed) {
        try {
            Cipher cipher = start(Cipher.ENCRYPT_MODE, key, nonce, context);
            int written = 0;
            int at = 0;
            for (; length - at > FED; at += FED) {
                written += cipher.update(plain, at, FED, sealed, written);
            }
            return written + cipher.doFinal(plain, at, length - at, sealed, written);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot seal " + length + " bytes", impossible);
        }
    }

    /** Opens a message; gives how many bytes were written. */
    int open(SecretKey key, byte[] nonce, byte[] context, byte[] sealed, int length, byte[] plain)
            throws AEADBadTagException {
        try {
            return start(Cipher.DECRYPT_MODE, key, nonce, context).doFinal(sealed, 0, length, plain, 0);
        } catch (AEADBadTagException altered) {
            throw altered;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot open " + length + " bytes", impossible);
        }
    }

    /** Wraps a key with a key that is used for nothing else, so that any nonce does. */
    byte[] wrap(byte[] wrappingKey, byte[] context, byte[] plain) {
        SecretKey key = key(wrappingKey.clone());
        try {
            byte[] sealed = new byte[plain.length + TAG_LENGTH];
            seal(key, new byte[NONCE_LENGTH], context, plain, plain.length, sealed);
            return sealed;
        } finally {
            destroy(key);
        }
    }

    byte[] unwrap(byte[] wrappingKey, byte[] context, byte[] sealed) throws AEADBadTagException {
        if (sealed.length < TAG_LENGTH) {
            throw new AEADBadTagException("too short");
        }
        SecretKey key = key(wrappingKey.clone());
        try {
            byte[] plain = new byte[sealed.length - TAG_LENGTH];
            open(key, new byte[NONCE_LENGTH], context, sealed, sealed.length, plain);
            return plain;
        } finally {
            destroy(key);
        }
    }

    private static void destroy(SecretKey key) {
        ((ClearableKey) key).destroy();
    }

    /** Which piece of what a message is: never twice for a key. */
    static byte[] nonce(int position, int piece, boolean last) {
        return ByteBuffer.allocate(NONCE_LENGTH)
                .putInt(position)
                .putInt(last ? 1 : 0)
                .putInt(piece)
                .array();
    }
}
