package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.KeyStorage;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * A key that both wraps and unwraps. Beside the wrapped key a slot has a check value, derived from the secret like the
 * key that wraps: so a wrong secret is told from a slot that was altered, and a slot commits to one secret, which the
 * cipher alone would not.
 */
abstract class SecretSlotKey extends SlotKey {
    private static final String SALT = "salt";
    private static final String CHECK = "check";
    private static final int SALT_LENGTH = 32;
    private static final int CHECK_LENGTH = 16;
    private static final String WRAP_PURPOSE = "coffer key slot";
    private static final String CHECK_PURPOSE = "coffer key slot check";

    /** Slots are small, and are sealed in the same way in all repositories. */
    private static final Aead AEAD = new Aead(CipherSuite.AES_256_GCM);

    /** Adds to the parameters of a new slot what is needed to find the secret again. */
    abstract void describe(Map<String, String> parameters);

    /** The secret for a slot; the caller clears it. */
    abstract byte[] secret(Map<String, String> parameters, byte[] salt) throws IOException, AEADBadTagException;

    @Override
    Map<String, String> wrap(KeyStorage storage, byte[] context, byte[] payload) throws IOException {
        byte[] salt = new byte[SALT_LENGTH];
        storage.random().nextBytes(salt);
        Map<String, String> parameters = new HashMap<>();
        describe(parameters);
        byte[] secret;
        try {
            secret = secret(parameters, salt);
        } catch (AEADBadTagException own) {
            throw new IllegalStateException("cannot use what was just described", own);
        }
        byte[] key = Hkdf.derive(secret, salt, WRAP_PURPOSE);
        try {
            parameters.put(SALT, encode(salt));
            parameters.put(CHECK, encode(check(secret, salt)));
            parameters.put(KEY, encode(AEAD.wrap(key, context, payload)));
            return parameters;
        } finally {
            Bytes.clear(secret, key);
        }
    }

    @Override
    byte @Nullable [] unwrap(KeyStorage storage, byte[] context, KeySlot slot) throws IOException, AEADBadTagException {
        byte[] salt = SlotParameters.bytes(slot, SALT);
        byte[] secret = secret(slot.parameters(), salt);
        byte[] key = Hkdf.derive(secret, salt, WRAP_PURPOSE);
        try {
            if (!MessageDigest.isEqual(check(secret, salt), SlotParameters.bytes(slot, CHECK))) {
                return null;
            }
            return AEAD.unwrap(key, context, SlotParameters.bytes(slot, KEY));
        } finally {
            Bytes.clear(secret, key);
        }
    }

    private static byte[] check(byte[] secret, byte[] salt) {
        return Arrays.copyOf(Hkdf.derive(secret, salt, CHECK_PURPOSE), CHECK_LENGTH);
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
