package io.coffer.backup.crypto.openpgp;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBEKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePGPDataEncryptorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Messages to be encrypted, for the holder of a passphrase, for the owners of public keys, or for all of them: each can
 * read the message alone. Any number of messages can be opened, each with a key of its own. Holds a copy of the
 * passphrase until it is closed. Not safe for use by several threads.
 */
public final class OpenPgpEncryption implements AutoCloseable {
    /** The code of 65,011,712 bytes hashed to make a key of a passphrase: the most that the format can say. */
    private static final int S2K_COUNT = 0xff;

    private final List<OpenPgpPublicKey> recipients = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private char @Nullable [] passphrase;
    private boolean armored;
    private boolean closed;
    private Clock clock = Clock.systemUTC();

    OpenPgpEncryption() {}

    /**
     * Lets everybody who knows a passphrase read the messages. The key is made of it by hashing 65 million bytes
     * (iterated and salted S2K with SHA-256): that makes guessing slow, but no short passphrase good.
     *
     * @param passphrase not empty; copied, so that the caller can overwrite its own. It replaces one named before.
     * @return this description
     */
    public OpenPgpEncryption passphrase(char[] passphrase) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("the passphrase is empty");
        }
        forget();
        this.passphrase = passphrase.clone();
        return this;
    }

    /**
     * Lets the owners of public keys read the messages. Which keys a message is for can be seen in it.
     *
     * @param recipients keys; whether they can be used is looked at when a message is opened
     * @return this description
     */
    public OpenPgpEncryption to(OpenPgpPublicKey... recipients) {
        return to(Arrays.asList(recipients));
    }

    /**
     * Lets the owners of public keys read the messages. Which keys a message is for can be seen in it.
     *
     * @param recipients keys; whether they can be used is looked at when a message is opened
     * @return this description
     */
    public OpenPgpEncryption to(List<OpenPgpPublicKey> recipients) {
        this.recipients.addAll(recipients);
        return this;
    }

    /**
     * Writes messages as ASCII text, a third larger, instead of binary.
     *
     * @return this description
     */
    public OpenPgpEncryption armored() {
        armored = true;
        return this;
    }

    /**
     * Says by which clock a key has expired; the default is the system's.
     *
     * @param clock asked each time that a message is opened
     * @return this description
     */
    public OpenPgpEncryption clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Starts a message. Memory does not depend on its length.
     *
     * <p>Closing the stream finishes the message, whole and valid, also when the caller closes it because something
     * failed before: discard what was written then. The message has no other end that a reader would take for one, so
     * that a stream never closed leaves a message that is refused.
     *
     * @param out where the message goes; closed with the stream
     * @return takes the data
     * @throws OpenPgpKeyException when one of the keys has expired, was revoked, or is not for encryption; nothing has
     *     been written then
     * @throws IOException when writing fails; {@code out} is not closed then
     */
    public OutputStream open(OutputStream out) throws IOException {
        if (closed) {
            throw new IllegalStateException("this description of messages has been closed");
        }
        if (passphrase == null && recipients.isEmpty()) {
            throw new IllegalStateException("nobody could read the message: name a passphrase or recipients");
        }
        List<PGPPublicKey> keys = new ArrayList<>();
        for (OpenPgpPublicKey recipient : recipients) {
            keys.add(recipient.encryptionKey(clock.instant()));
        }
        try {
            return new EncryptingStream(out, generator(keys), armored);
        } catch (PGPException | RuntimeException failed) {
            throw new OpenPgpException("cannot start an OpenPGP message: " + failed.getMessage(), failed);
        }
    }

    private PGPEncryptedDataGenerator generator(List<PGPPublicKey> keys) throws PGPException {
        // The JDK's AES and SHA-1 use the instructions of the processor, which Bouncy Castle's cannot.
        PGPEncryptedDataGenerator generator =
                new PGPEncryptedDataGenerator(new JcePGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                        .setWithIntegrityPacket(true)
                        .setSecureRandom(random));
        // Without it, a message for a passphrase alone would be encrypted with the key made of the passphrase.
        generator.setForceSessionKey(true);
        // Keys first: gpg goes by this order, and asks for a passphrase only when it has none of the keys.
        for (PGPPublicKey key : keys) {
            generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(key).setSecureRandom(random));
        }
        if (passphrase != null) {
            PGPDigestCalculator sha256 =
                    new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA256);
            generator.addMethod(
                    new BcPBEKeyEncryptionMethodGenerator(passphrase, sha256, S2K_COUNT).setSecureRandom(random));
        }
        return generator;
    }

    /** Overwrites the copy of the passphrase. Messages that are open can be finished. */
    @Override
    public void close() {
        forget();
        closed = true;
    }

    private void forget() {
        if (passphrase != null) {
            Arrays.fill(passphrase, '\0');
            passphrase = null;
        }
    }

    /** Says for whom, without the passphrase. */
    @Override
    public String toString() {
        return "OpenPGP encryption" + (passphrase == null ? "" : " with a passphrase")
                + (recipients.isEmpty() ? "" : " to " + recipients);
    }
}
