package io.coffer.backup.crypto;

import javax.crypto.AEADBadTagException;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/**
 * Seals to a public key: HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM.
 */
final class Hpke {
    /** How long a public key, a private key and an encapsulated key are. */
    static final int KEY_LENGTH = 32;

    private Hpke() {}

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    /** The public key of a private one. */
    static byte[] publicKey(byte[] privateKey) {
        return new X25519PrivateKeyParameters(privateKey).generatePublicKey().getEncoded();
    }

    /** The encapsulated key, and after it what was sealed, 16 bytes longer than it was. */
    static byte[] seal(byte[] publicKey, byte[] info, byte[] plain) {
        HPKE hpke = suite();
        HPKEContextWithEncapsulation context = hpke.setupBaseS(hpke.deserializePublicKey(publicKey), info);
        try {
            return Bytes.join(context.getEncapsulation(), context.seal(new byte[0], plain));
        } catch (InvalidCipherTextException impossible) {
            throw new IllegalStateException("cannot seal " + plain.length + " bytes", impossible);
        }
    }

    static byte[] open(byte[] privateKey, byte[] info, byte[] sealed) throws AEADBadTagException {
        if (sealed.length < KEY_LENGTH + Aead.TAG_LENGTH) {
            throw new AEADBadTagException("too short");
        }
        X25519PrivateKeyParameters own = new X25519PrivateKeyParameters(privateKey);
        AsymmetricKeyParameter ownPublic = own.generatePublicKey();
        byte[] encapsulated = java.util.Arrays.copyOf(sealed, KEY_LENGTH);
        byte[] rest = java.util.Arrays.copyOfRange(sealed, KEY_LENGTH, sealed.length);
        try {
            return suite().setupBaseR(encapsulated, new AsymmetricCipherKeyPair(ownPublic, own), info)
                    .open(new byte[0], rest);
        } catch (InvalidCipherTextException | IllegalStateException | IllegalArgumentException altered) {
            AEADBadTagException failed = new AEADBadTagException("not sealed to this key");
            failed.initCause(altered);
            throw failed;
        }
    }
}
