package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.encryption.ContentMac;
import java.security.MessageDigest;

/**
 * Computes the ids of contents, with a key where the repository is encrypted. The id of metadata is the complement of the hash of its bytes, so that
 * nobody can put data whose id is that of a tree or a list. Not thread-safe.
 */
public final class ContentHash {
    private final ContentMac mac;

    /** Computes the ids of a repository that is not encrypted. */
    ContentHash() {
        MessageDigest digest = Sha256.start();
        this.mac = (bytes, offset, length) -> {
            digest.update(bytes, offset, length);
            return digest.digest();
        };
    }

    ContentHash(ContentMac mac) {
        this.mac = mac;
    }

    /**
     * Computes an id.
     *
     * @param type whether the content is data or metadata
     * @param bytes where the content lies
     * @param offset of its first byte
     * @param length in bytes
     * @return its id
     */
    public ContentId of(ObjectType type, byte[] bytes, int offset, int length) {
        byte[] hash = mac.of(bytes, offset, length);
        if (type == ObjectType.METADATA_PACK) {
            for (int i = 0; i < hash.length; i++) {
                hash[i] = (byte) ~hash[i];
            }
        }
        return ContentId.of(hash);
    }
}
