package io.coffer.backup.crypto.openpgp;

/**
 * Encrypts streams so that {@code gpg --decrypt} reads them, and reads what {@code gpg} encrypted.
 *
 * <pre>{@code
 * try (OpenPgpEncryption message = OpenPgp.encryption().passphrase(passphrase);
 *         OutputStream out = message.open(Files.newOutputStream(file))) {
 *     data.transferTo(out);
 * }
 * }</pre>
 */
public final class OpenPgp {
    private OpenPgp() {}

    /**
     * Describes messages to be written.
     *
     * @return for nobody yet: name a passphrase or recipients
     */
    public static OpenPgpEncryption encryption() {
        return new OpenPgpEncryption();
    }

    /**
     * Describes who reads messages.
     *
     * @return nobody yet: name a passphrase or secret keys
     */
    public static OpenPgpDecryption decryption() {
        return new OpenPgpDecryption();
    }
}
