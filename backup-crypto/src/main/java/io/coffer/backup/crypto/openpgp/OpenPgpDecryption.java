package io.coffer.backup.crypto.openpgp;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.jspecify.annotations.Nullable;

/**
 * Who reads messages: the holder of a passphrase, of secret keys, or of both. Reads what {@link OpenPgpEncryption} and
 * {@code gpg} write, compressed or not; signatures inside are not looked at. Holds copies of passphrases until it is
 * closed. Not safe for use by several threads.
 */
public final class OpenPgpDecryption implements AutoCloseable {
    private final List<LockedKey> keys = new ArrayList<>();
    private char @Nullable [] passphrase;
    private boolean closed;

    /** A key, and what unlocks it. */
    private record LockedKey(OpenPgpSecretKey key, char @Nullable [] passphrase) {}

    OpenPgpDecryption() {}

    /**
     * Names the passphrase that messages are encrypted with.
     *
     * @param passphrase copied, so that the caller can overwrite its own. It replaces one named before.
     * @return this description
     */
    public OpenPgpDecryption passphrase(char[] passphrase) {
        forget(this.passphrase);
        this.passphrase = passphrase.clone();
        return this;
    }

    /**
     * Adds a secret key to which messages are encrypted.
     *
     * @param key used only for messages that name it, or that name nobody
     * @param passphrase that unlocks the key, copied; null for a key that is not locked
     * @return this description
     */
    public OpenPgpDecryption key(OpenPgpSecretKey key, char @Nullable [] passphrase) {
        keys.add(new LockedKey(key, passphrase == null ? null : passphrase.clone()));
        return this;
    }

    /**
     * Opens a message.
     *
     * <p>Data is handed out as it is decrypted, before the whole has been verified: <b>nothing that was read counts
     * until {@code read} has said that the data is at its end</b>. A message that was altered or cut short never says
     * so, but throws {@link OpenPgpIntegrityException}, in the middle or at the end.
     *
     * @param in the message, binary or with ASCII armor; read to its end, closed with the stream
     * @return the data; memory does not depend on its length
     * @throws OpenPgpKeyException when none of the passphrases and keys opens it, or a key is locked
     * @throws OpenPgpIntegrityException when it is no message, or is damaged where that shows already
     * @throws OpenPgpException when it is not protected against changes, or asks for more work than a message should
     * @throws IOException when reading fails
     */
    public InputStream open(InputStream in) throws IOException {
        if (closed) {
            throw new IllegalStateException("this description of readers has been closed");
        }
        return new MessageOpener(this).open(in);
    }

    char @Nullable [] passphrase() {
        return passphrase;
    }

    /** Unlocks the keys that a message may be encrypted to. */
    List<PGPKeyPair> privateKeys(KeyIdentifier wanted) throws OpenPgpKeyException {
        List<PGPKeyPair> unlocked = new ArrayList<>();
        for (LockedKey locked : keys) {
            for (OpenPGPKey.OpenPGPSecretKey part : locked.key().candidates(wanted)) {
                unlocked.add(locked.key().unlock(part, locked.passphrase()));
            }
        }
        return unlocked;
    }

    /** Overwrites the copies of passphrases. Messages that are open can be read to their end. */
    @Override
    public void close() {
        forget(passphrase);
        passphrase = null;
        keys.forEach(locked -> forget(locked.passphrase()));
        keys.clear();
        closed = true;
    }

    private static void forget(char @Nullable [] secret) {
        if (secret != null) {
            Arrays.fill(secret, '\0');
        }
    }

    /** Says who, without passphrases. */
    @Override
    public String toString() {
        return "OpenPGP decryption" + (passphrase == null ? "" : " with a passphrase")
                + (keys.isEmpty()
                        ? ""
                        : " with " + keys.stream().map(LockedKey::key).toList());
    }
}
