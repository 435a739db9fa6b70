package io.coffer.backup.crypto;

import java.io.IOException;
import java.util.Map;
import javax.crypto.AEADBadTagException;

/** A key from an application's own key management. */
final class RawKey extends SecretSlotKey {
    static final String KIND = "raw";

    private static final String KEY_ID = "keyId";
    private static final int LEAST_LENGTH = 32;

    private final String keyId;
    private final KeySource source;

    RawKey(String keyId, KeySource source) {
        this.keyId = keyId;
        this.source = source;
    }

    @Override
    String kind() {
        return KIND;
    }

    @Override
    void describe(Map<String, String> parameters) {
        parameters.put(KEY_ID, keyId);
    }

    @Override
    byte[] secret(Map<String, String> parameters, byte[] salt) throws IOException, AEADBadTagException {
        String wanted = parameters.get(KEY_ID);
        if (wanted == null) {
            throw new AEADBadTagException("it does not say which key it is for");
        }
        byte[] key = source.key(wanted);
        if (key.length < LEAST_LENGTH) {
            throw new IllegalArgumentException(
                    "key \"" + wanted + "\" has " + key.length + " bytes, and must have " + LEAST_LENGTH + " or more");
        }
        return key;
    }

    @Override
    public void close() {
        // The application keeps the key.
    }
}
