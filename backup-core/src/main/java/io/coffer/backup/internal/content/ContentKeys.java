package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.PackSeal;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the contents of one repository are identified, cut and sealed with: keys, or nothing secret where it is not
 * encrypted. Thread-safe.
 */
public final class ContentKeys {
    /** Those of a repository that is not encrypted. */
    public static final ContentKeys NONE = new ContentKeys(null, new UUID(0, 0));

    /** Any fixed text does; it is public, so that whoever writes a second writer cuts at the same places. */
    private static final byte[] PUBLIC_SEED = "coffer gear".getBytes(StandardCharsets.US_ASCII);

    private static final long[] PUBLIC_GEAR = Chunker.gear(PUBLIC_SEED);

    /** Any bytes do: if two functions agree on these, they have the same key. */
    private static final byte[] PROBE = "which key is this?".getBytes(StandardCharsets.US_ASCII);

    private static final int REMEMBERED = 256;

    private final @Nullable RepositoryCipher cipher;
    private final UUID repository;

    // Guarded by itself. Opening the key of a pack may cost more than opening one of its segments.
    private final Map<PackId, PackSeal> opened = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PackId, PackSeal> eldest) {
            return size() > REMEMBERED;
        }
    };

    private ContentKeys(@Nullable RepositoryCipher cipher, UUID repository) {
        this.cipher = cipher;
        this.repository = repository;
    }

    /**
     * Those of a repository.
     *
     * @param cipher its keys; null when it is not encrypted
     * @param repository its id
     * @return for all of its contents
     */
    public static ContentKeys of(@Nullable RepositoryCipher cipher, UUID repository) {
        return cipher == null ? NONE : new ContentKeys(cipher, repository);
    }

    /**
     * Starts to compute content ids.
     *
     * @return for one thread
     */
    public ContentHash newHash() {
        return cipher == null ? new ContentHash() : new ContentHash(cipher.newContentMac());
    }

    /**
     * Tells whether the same bytes have the same id with these keys and with others.
     *
     * @param other those of another repository
     * @return whether contents can be compared by id
     */
    public boolean identifyLike(ContentKeys other) {
        return newHash()
                .of(ObjectType.DATA_PACK, PROBE, 0, PROBE.length)
                .equals(other.newHash().of(ObjectType.DATA_PACK, PROBE, 0, PROBE.length));
    }

    /**
     * Tells whether the places where contents are cut depend on the same secret with these keys and with others.
     *
     * @param other those of another repository
     * @return whether, with the same parameters, the same bytes are cut at the same places
     */
    public boolean cutLike(ContentKeys other) {
        return Arrays.equals(gear(), other.gear());
    }

    /** What the places where contents are cut depend on. */
    long[] gear() {
        return cipher == null ? PUBLIC_GEAR : Chunker.gear(cipher.chunkerSecret());
    }

    /**
     * How long the key block of a pack is.
     *
     * @return in bytes; 0 in a repository that is not encrypted
     */
    public int keyBlockLength() {
        return cipher == null ? 0 : cipher.keyBlockLength();
    }

    /** Prepares to write a pack; null where packs are not sealed. */
    @Nullable
    PackSeal newPack(ObjectType type) {
        return cipher == null ? null : PackSeal.create(cipher, repository, type);
    }

    /**
     * Prepares to read a pack.
     *
     * @param pack which it is
     * @param type of the pack
     * @param keyBlock as the pack or the index has it
     * @return null where packs are not sealed
     * @throws io.coffer.backup.CorruptObjectException when it is no key of such a pack
     * @throws IOException when the keys at hand do not open it
     */
    public @Nullable PackSeal open(PackId pack, ObjectType type, byte[] keyBlock) throws IOException {
        if (cipher == null) {
            return null;
        }
        synchronized (opened) {
            PackSeal known = opened.get(pack);
            if (known != null) {
                return known;
            }
        }
        PackSeal seal = PackSeal.open(cipher, repository, pack.objectName(), type, keyBlock);
        synchronized (opened) {
            opened.put(pack, seal);
        }
        return seal;
    }
}
