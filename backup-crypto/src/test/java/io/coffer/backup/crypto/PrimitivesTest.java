package io.coffer.backup.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What is put together from primitives, against published vectors and a second implementation. */
class PrimitivesTest {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 5869, appendix A.1. */
    @Test
    void hkdfIsThatOfTheRfc() {
        assertThat(Hkdf.derive(
                        HEX.parseHex("0b".repeat(22)),
                        HEX.parseHex("000102030405060708090a0b0c"),
                        HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"),
                        42))
                .isEqualTo(HEX.parseHex(
                        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf" + "34007208d5b887185865"));
    }

    /** From the tests of the reference implementation of Argon2 (argon2id, version 0x13). */
    @Test
    void argon2IsThatOfTheReference() {
        assertThat(PassphraseKey.hash(
                        "password".getBytes(StandardCharsets.US_ASCII),
                        "somesalt".getBytes(StandardCharsets.US_ASCII),
                        new Argon2Cost(65_536, 2, 1)))
                .isEqualTo(HEX.parseHex("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"));
    }

    @Test
    void hpkeIsUnderstoodByAnotherImplementation() throws Exception {
        byte[] privateKey = new byte[32];
        Arrays.fill(privateKey, (byte) 0x42);
        byte[] info = {9, 8, 7};
        byte[] plain = "thirty-two bytes of a data key!!".getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = Hpke.seal(Hpke.publicKey(privateKey), info, plain);
        assertThat(sealed).hasSize(80);
        assertThat(new SecondHpke(privateKey).open(info, sealed)).isEqualTo(plain);
        assertThat(Hpke.open(privateKey, info, sealed)).isEqualTo(plain);
        for (int i = 0; i < sealed.length; i++) {
            byte[] altered = sealed.clone();
            altered[i] ^= 4;
            assertThatThrownBy(() -> Hpke.open(privateKey, info, altered)).isInstanceOf(AEADBadTagException.class);
        }
        assertThatThrownBy(() -> Hpke.open(privateKey, new byte[] {1}, sealed)).isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> Hpke.open(privateKey, info, new byte[80])).isInstanceOf(AEADBadTagException.class);
    }

    /** RFC 9180, section 4 and 5, in base mode, on what the JDK has. */
    private record SecondHpke(byte[] privateKey) {
        private static final byte[] KEM = {'K', 'E', 'M', 0, 0x20};
        private static final byte[] SUITE = {'H', 'P', 'K', 'E', 0, 0x20, 0, 1, 0, 2};

        byte[] open(byte[] info, byte[] sealed) throws Exception {
            byte[] encapsulated = Arrays.copyOf(sealed, 32);
            byte[] shared = decapsulate(encapsulated);
            byte[] context = join(
                    new byte[] {0},
                    extract(SUITE, new byte[0], "psk_id_hash", new byte[0]),
                    extract(SUITE, new byte[0], "info_hash", info));
            byte[] secret = extract(SUITE, shared, "secret", new byte[0]);
            byte[] key = expand(SUITE, secret, "key", context, 32);
            byte[] nonce = expand(SUITE, secret, "base_nonce", context, 12);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            return cipher.doFinal(sealed, 32, sealed.length - 32);
        }

        private byte[] decapsulate(byte[] encapsulated) throws Exception {
            KeyFactory factory = KeyFactory.getInstance("X25519");
            PrivateKey own = factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey));
            PublicKey other =
                    factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(encapsulated)));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase(other, true);
            byte[] dh = agreement.generateSecret();
            byte[] context = join(encapsulated, Hpke.publicKey(privateKey));
            return expand(KEM, extract(KEM, new byte[0], "eae_prk", dh), "shared_secret", context, 32);
        }

        private static BigInteger number(byte[] littleEndian) {
            byte[] bigEndian = new byte[littleEndian.length];
            for (int i = 0; i < bigEndian.length; i++) {
                bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
            }
            bigEndian[0] &= 0x7f;
            return new BigInteger(1, bigEndian);
        }

        private static byte[] extract(byte[] suite, byte[] salt, String label, byte[] material) throws Exception {
            return mac(salt.length == 0 ? new byte[32] : salt, join(ascii("HPKE-v1"), suite, ascii(label), material));
        }

        private static byte[] expand(byte[] suite, byte[] secret, String label, byte[] info, int length)
                throws Exception {
            byte[] labelled =
                    join(new byte[] {(byte) (length >> 8), (byte) length}, ascii("HPKE-v1"), suite, ascii(label), info);
            return Arrays.copyOf(mac(secret, join(labelled, new byte[] {1})), length);
        }

        private static byte[] mac(byte[] key, byte[] message) throws Exception {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        private static byte[] join(byte[]... parts) throws Exception {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                joined.write(part);
            }
            return joined.toByteArray();
        }
    }
}
