package io.coffer.backup.crypto.openpgp;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPBEEncryptedData;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.PGPSessionKeyEncryptedData;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePBEDataDecryptorFactoryBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JceSessionKeyDataDecryptorFactoryBuilder;
import org.jspecify.annotations.Nullable;

/** Finds the key that opens a message, and the data in it. */
final class MessageOpener {
    /** Data is compressed once, if at all. */
    private static final int MAX_LAYERS = 4;

    /** More than what is read of the data until a key is known to be the wrong one, whoever buffers what. */
    private static final int LOOK_AHEAD = 1 << 20;

    private final OpenPgpDecryption reader;
    private @Nullable Exception lastFailure;

    /** What verifies the data, and the data. */
    private record Decrypted(PGPEncryptedData data, InputStream stream) {}

    MessageOpener(OpenPgpDecryption reader) {
        this.reader = reader;
    }

    InputStream open(InputStream in) throws IOException {
        MessageSource source = new MessageSource(in);
        try {
            InputStream packets = new BufferedInputStream(PGPUtil.getDecoderStream(source), 1 << 16);
            byte[] head = MessageHead.read(packets);
            packets.mark(LOOK_AHEAD);
            int keys = list(head, packets).size();
            for (int i = 0; i < keys; i++) {
                packets.reset();
                PGPEncryptedDataList list = list(head, packets);
                PGPEncryptedData data = list.get(i);
                Decrypted decrypted = data instanceof PGPPBEEncryptedData forPassphrase
                        ? tryPassphrase(forPassphrase)
                        : tryKeys((PGPPublicKeyEncryptedData) data, list);
                if (decrypted != null) {
                    return new VerifiedStream(literal(decrypted.stream(), 0), decrypted.data(), packets, source);
                }
            }
            if (lastFailure instanceof OpenPgpKeyException locked) {
                throw locked;
            }
            throw new OpenPgpKeyException(
                    "none of the passphrases and keys given opens the message, which is for " + keys, lastFailure);
        } catch (IOException | PGPException | RuntimeException damaged) {
            throw source.explain(damaged, "the message is damaged, or not one of OpenPGP");
        }
    }

    private static PGPEncryptedDataList list(byte[] head, InputStream rest) throws IOException {
        return new PGPEncryptedDataList(new SequenceInputStream(new ByteArrayInputStream(head), rest));
    }

    private @Nullable Decrypted tryPassphrase(PGPPBEEncryptedData data) throws PGPException {
        char[] passphrase = reader.passphrase();
        if (passphrase == null) {
            return null;
        }
        var factory = new JcePBEDataDecryptorFactoryBuilder(new JcaPGPDigestCalculatorProviderBuilder().build())
                .build(passphrase);
        try {
            return new Decrypted(data, data.getDataStream(factory));
        } catch (PGPException | RuntimeException wrong) {
            // A wrong passphrase gives a key of no known algorithm, or data whose start is not what it repeats.
            lastFailure = wrong;
            return null;
        }
    }

    private @Nullable Decrypted tryKeys(PGPPublicKeyEncryptedData data, PGPEncryptedDataList list) {
        List<PGPKeyPair> keys;
        try {
            keys = reader.privateKeys(data.getKeyIdentifier());
        } catch (OpenPgpKeyException locked) {
            lastFailure = locked;
            return null;
        }
        for (PGPKeyPair key : keys) {
            try {
                PGPSessionKey session = data.getSessionKey(new BcPublicKeyDataDecryptorFactory(key));
                PGPSessionKeyEncryptedData opened = list.extractSessionKeyEncryptedData();
                // The JDK's AES uses the instructions of the processor, which Bouncy Castle's cannot.
                return new Decrypted(
                        opened, opened.getDataStream(new JceSessionKeyDataDecryptorFactoryBuilder().build(session)));
            } catch (PGPException | RuntimeException wrong) {
                lastFailure = wrong;
            }
        }
        return null;
    }

    private static InputStream literal(InputStream decrypted, int layer) throws IOException, PGPException {
        PGPObjectFactory packets = new PGPObjectFactory(decrypted, new BcKeyFingerprintCalculator());
        for (Object packet = packets.nextObject(); packet != null; packet = packets.nextObject()) {
            if (packet instanceof PGPLiteralData literal) {
                return literal.getDataStream();
            }
            if (packet instanceof PGPCompressedData compressed && layer < MAX_LAYERS) {
                return literal(compressed.getDataStream(), layer + 1);
            }
        }
        throw new OpenPgpIntegrityException("the message holds no data", null);
    }
}
