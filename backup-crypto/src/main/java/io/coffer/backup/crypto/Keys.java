package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;

/**
 * Keys for encrypted repositories, to be handed to {@code RepositoryBuilder.key}, and to the methods of
 * {@code Repository.keys()}. Each has a kind of slot of its own; a repository may have any number of slots.
 *
 * <p>What is given to these methods is copied; the caller clears its own. Keys are closed when they have been used.
 */
public final class Keys {
    private static final String PRIVATE = "COFFER-PRIVATE-KEY-1 ";
    private static final String PUBLIC = "COFFER-PUBLIC-KEY-1 ";

    private Keys() {}

    /**
     * A passphrase. When a slot is made for it, the work of a try is chosen so that it takes about half a second here.
     *
     * @param passphrase any characters, taken as UTF-8 and as they are; not empty
     * @return the key
     */
    public static RepositoryKey passphrase(char[] passphrase) {
        return new PassphraseKey(passphrase, null);
    }

    /**
     * A passphrase.
     *
     * @param passphrase any characters, taken as UTF-8 and as they are; not empty
     * @param cost of a try, for slots that are made for it
     * @return the key
     */
    public static RepositoryKey passphrase(char[] passphrase, Argon2Cost cost) {
        return new PassphraseKey(passphrase, Objects.requireNonNull(cost, "cost"));
    }

    /**
     * A passphrase that is asked for when it is needed.
     *
     * @param source asked once
     * @return the key
     */
    public static RepositoryKey passphrase(PassphraseSource source) {
        return new PassphraseKey(Objects.requireNonNull(source, "source"));
    }

    /**
     * The content of a key file.
     *
     * @param file of 32 bytes to 1 MiB that nobody can guess: {@link #newKeyFile} makes one
     * @return the key
     * @throws IOException when it cannot be read
     */
    public static RepositoryKey keyFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new FileKey(in.readNBytes(FileKey.MOST_LENGTH + 1));
        }
    }

    /**
     * The content of a key file.
     *
     * @param content as for {@link #keyFile(Path)}
     * @return the key
     */
    public static RepositoryKey keyFile(byte[] content) {
        return new FileKey(content.clone());
    }

    /**
     * Makes the content of a new key file.
     *
     * @return 32 random bytes
     */
    public static byte[] newKeyFile() {
        byte[] content = new byte[FileKey.LEAST_LENGTH];
        new SecureRandom().nextBytes(content);
        return content;
    }

    /**
     * A key from an application's own key management.
     *
     * @param keyId names the key for slots that are made for it; everybody who can read the storage can read it
     * @param source asked for keys, by the id that stands in the slot
     * @return the key
     */
    public static RepositoryKey raw(String keyId, KeySource source) {
        return new RawKey(Objects.requireNonNull(keyId, "keyId"), Objects.requireNonNull(source, "source"));
    }

    /**
     * Makes a new private key of X25519.
     *
     * @return its text, a line of ASCII; the caller clears it
     */
    public static byte[] newPrivateKey() {
        byte[] key = new byte[Hpke.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        byte[] text = KeyText.encode(PRIVATE, key);
        Bytes.clear(key);
        return text;
    }

    /**
     * Finds the public key of a private one.
     *
     * @param privateKey its text
     * @return the text of the public key
     */
    public static byte[] publicKeyOf(byte[] privateKey) {
        byte[] key = decode(PRIVATE, privateKey);
        byte[] text = KeyText.encode(PUBLIC, Hpke.publicKey(key));
        Bytes.clear(key);
        return text;
    }

    /**
     * A private key, which opens a slot for its public key.
     *
     * @param privateKey its text
     * @return the key
     */
    public static RepositoryKey privateKey(byte[] privateKey) {
        return PairKey.ofPrivate(decode(PRIVATE, privateKey));
    }

    /**
     * A public key: a slot can be made for it, and it opens none.
     *
     * @param publicKey its text
     * @return the key
     */
    public static RepositoryKey publicKey(byte[] publicKey) {
        return PairKey.ofPublic(decode(PUBLIC, publicKey));
    }

    /**
     * A write key, which can write and cannot read.
     *
     * @param writeKey what {@code KeyRing.writeKey()} gave
     * @return the key
     */
    public static RepositoryKey writeKey(byte[] writeKey) {
        return WriteKey.parse(writeKey);
    }

    private static byte[] decode(String prefix, byte[] text) {
        return KeyText.decode(prefix, text, Hpke.KEY_LENGTH, Hpke.KEY_LENGTH);
    }
}
