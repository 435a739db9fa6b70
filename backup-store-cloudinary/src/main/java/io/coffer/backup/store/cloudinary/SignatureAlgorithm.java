package io.coffer.backup.store.cloudinary;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What requests to the upload API are signed with. Cloudinary takes both, unless an account is limited to SHA-256. */
public enum SignatureAlgorithm {
    /** The default. */
    SHA_256("SHA-256"),
    /** For accounts and servers that know nothing else. */
    SHA_1("SHA-1");

    private final String digest;

    SignatureAlgorithm(String digest) {
        this.digest = digest;
    }

    MessageDigest start() {
        try {
            return MessageDigest.getInstance(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has " + digest, impossible);
        }
    }
}
