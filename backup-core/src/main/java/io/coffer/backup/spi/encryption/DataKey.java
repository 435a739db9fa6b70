package io.coffer.backup.spi.encryption;

import java.nio.ByteBuffer;
import javax.crypto.AEADBadTagException;

/**
 * A key that seals one object, or the parts of one pack, each at a position of its own. Thread-safe.
 *
 * <p>Sealing cuts the plain bytes into pieces of 64 KiB and authenticates each with its position, its number
 * and whether it is the last: pieces cannot be exchanged, repeated or left out. Each piece becomes 16 bytes
 * longer; no bytes are one piece.
 */
public interface DataKey {
    /** How long a piece is before it is sealed, in bytes. */
    int PIECE_LENGTH = 64 << 10;
    /** How much longer a piece becomes, in bytes. */
    int TAG_LENGTH = 16;

    /**
     * The key itself, wrapped for those who may open it.
     *
     * @return {@link RepositoryCipher#keyBlockLength()} bytes, the caller's own
     */
    byte[] block();

    /**
     * Seals bytes. The two buffers may be the same memory when the plain bytes start at least as many bytes after
     * the start of the sealed ones as sealing adds.
     *
     * @param position 0 or more; each at most once for a key
     * @param context authenticated with the bytes
     * @param plain from its position to its limit, to which it is moved
     * @param sealed gets {@link #sealedLength} bytes at its position, which is moved
     */
    void seal(int position, byte[] context, ByteBuffer plain, ByteBuffer sealed);

    /**
     * Opens what was sealed. The two buffers may be the same memory when they start at the same place, or the plain
     * bytes start before the sealed ones.
     *
     * @param position at which it was sealed
     * @param context with which it was sealed
     * @param sealed from its position to its limit, to which it is moved
     * @param plain gets {@link #plainLength} bytes at its position, which is moved
     * @throws AEADBadTagException when these are not the bytes that were sealed there; nothing in {@code plain} is to
     *     be used
     */
    void open(int position, byte[] context, ByteBuffer sealed, ByteBuffer plain) throws AEADBadTagException;

    /**
     * How long bytes become.
     *
     * @param plainLength 0 or more, in bytes
     * @return in bytes
     */
    static long sealedLength(long plainLength) {
        long pieces = Math.max(1, (plainLength + PIECE_LENGTH - 1) / PIECE_LENGTH);
        return plainLength + pieces * TAG_LENGTH;
    }

    /**
     * How long bytes were.
     *
     * @param sealedLength in bytes
     * @return in bytes, or a negative number when nothing has that length when it is sealed
     */
    static long plainLength(long sealedLength) {
        long whole = sealedLength / (PIECE_LENGTH + TAG_LENGTH);
        long rest = sealedLength % (PIECE_LENGTH + TAG_LENGTH);
        if (rest == 0) {
            return whole == 0 ? -1 : whole * PIECE_LENGTH;
        }
        return rest < TAG_LENGTH || (rest == TAG_LENGTH && whole > 0) ? -1 : whole * PIECE_LENGTH + rest - TAG_LENGTH;
    }
}
