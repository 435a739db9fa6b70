package io.coffer.backup.internal.format;

import io.coffer.backup.model.ContentId;
import org.jspecify.annotations.Nullable;

/**
 * Names a pack: the SHA-256 of its bytes.
 *
 * @param digest has the form of a content id, and is none
 */
public record PackId(ContentId digest) implements Comparable<PackId> {
    /**
     * Takes the id from the name of an object.
     *
     * @param objectName such as {@code packs/3f/3f...}
     * @return the id
     * @throws IllegalArgumentException when it is not the name of a pack
     */
    public static PackId ofObject(String objectName) {
        int slash = objectName.lastIndexOf('/');
        PackId id = new PackId(ContentId.parse(objectName.substring(slash + 1)));
        if (!id.objectName().equals(objectName)) {
            throw new IllegalArgumentException("not the name of a pack: " + objectName);
        }
        return id;
    }

    /**
     * The name of the object that is the pack.
     *
     * @return under {@code packs/} and the first two digits
     */
    public String objectName() {
        String hex = digest.toString();
        return ObjectType.DATA_PACK.prefix() + hex.substring(0, 2) + "/" + hex;
    }

    /**
     * The name of the parity of the pack, where the repository keeps parity.
     *
     * @return under {@code parity/} and the first two digits
     */
    public String parityName() {
        String hex = digest.toString();
        return ObjectType.PARITY.prefix() + hex.substring(0, 2) + "/" + hex;
    }

    /**
     * Takes the id from the name of a parity object.
     *
     * @param objectName such as {@code parity/3f/3f...}
     * @return the id of its pack
     * @throws IllegalArgumentException when it is not the name of a parity object
     */
    public static PackId ofParity(String objectName) {
        int slash = objectName.lastIndexOf('/');
        PackId id = new PackId(ContentId.parse(objectName.substring(slash + 1)));
        if (!id.parityName().equals(objectName)) {
            throw new IllegalArgumentException("not the name of a parity object: " + objectName);
        }
        return id;
    }

    // Written out: what a record has by itself is put together when it is first called, which takes a short process
    // long.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PackId id && digest.equals(id.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public int compareTo(PackId other) {
        return digest.compareTo(other.digest);
    }

    @Override
    public String toString() {
        return objectName();
    }
}
