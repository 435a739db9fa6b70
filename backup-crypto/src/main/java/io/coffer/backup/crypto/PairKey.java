package io.coffer.backup.crypto;

import io.coffer.backup.KeyRequiredException;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.KeyStorage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** A key pair of X25519 (RFC 7748). The public key is enough to make a slot, the private one opens it. */
final class PairKey extends SlotKey {
    static final String KIND = "x25519";
    static final String PUBLIC_KEY = "publicKey";

    private final byte[] publicKey;
    private final byte @Nullable [] privateKey;
    private volatile boolean closed;

    private PairKey(byte[] publicKey, byte @Nullable [] privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    static PairKey ofPublic(byte[] publicKey) {
        return new PairKey(publicKey, null);
    }

    static PairKey ofPrivate(byte[] privateKey) {
        return new PairKey(Hpke.publicKey(privateKey), privateKey);
    }

    @Override
    String kind() {
        return KIND;
    }

    @Override
    Map<String, String> wrap(KeyStorage storage, byte[] context, byte[] payload) {
        Base64.Encoder text = Base64.getEncoder();
        return Map.of(
                PUBLIC_KEY,
                text.encodeToString(publicKey),
                KEY,
                text.encodeToString(Hpke.seal(publicKey, context, payload)));
    }

    @Override
    byte @Nullable [] unwrap(KeyStorage storage, byte[] context, KeySlot slot) throws IOException, AEADBadTagException {
        byte[] own = privateKey;
        if (own == null) {
            throw new KeyRequiredException(
                    "a public key cannot open a repository; use its private key",
                    "repository " + storage.repository(),
                    null);
        }
        if (closed) {
            throw new IllegalStateException("the private key was cleared");
        }
        if (!Arrays.equals(SlotParameters.bytes(slot, PUBLIC_KEY), publicKey)) {
            return null;
        }
        return Hpke.open(own, context, SlotParameters.bytes(slot, KEY));
    }

    @Override
    public void close() {
        closed = true;
        if (privateKey != null) {
            Bytes.clear(privateKey);
        }
    }
}
