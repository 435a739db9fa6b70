package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.DataKey;
import java.nio.ByteBuffer;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;

/**
 * A data key that seals in pieces: the construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, "Online
 * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015), with the position, the number of the
 * piece and whether it is the last in the nonce. Pieces are small enough that a JVM that just started compiles its
 * cipher soon. Thread-safe.
 */
final class PieceKey implements DataKey {
    private final Aead aead;
    private final SecretKey key;
    private final byte[] block;

    /** Two pieces: what goes into the cipher, and what comes out. */
    private static final class Scratch {
        private final byte[] in = new byte[PIECE_LENGTH + TAG_LENGTH];
        private final byte[] out = new byte[PIECE_LENGTH + TAG_LENGTH];
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    PieceKey(Aead aead, SecretKey key, byte[] block) {
        this.aead = aead;
        this.key = key;
        this.block = block;
    }

    @Override
    public byte[] block() {
        return block.clone();
    }

    @Override
    public void seal(int position, byte[] context, ByteBuffer plain, ByteBuffer sealed) {
        Scratch scratch = SCRATCH.get();
        int piece = 0;
        boolean last;
        do {
            int length = Math.min(PIECE_LENGTH, plain.remaining());
            plain.get(scratch.in, 0, length);
            last = !plain.hasRemaining();
            int count = aead.seal(key, Aead.nonce(position, piece++, last), context, scratch.in, length, scratch.out);
            sealed.put(scratch.out, 0, count);
        } while (!last);
    }

    @Override
    public void open(int position, byte[] context, ByteBuffer sealed, ByteBuffer plain) throws AEADBadTagException {
        if (DataKey.plainLength(sealed.remaining()) < 0) {
            throw new AEADBadTagException("nothing becomes " + sealed.remaining() + " bytes when it is sealed");
        }
        Scratch scratch = SCRATCH.get();
        int piece = 0;
        boolean last;
        do {
            int length = Math.min(PIECE_LENGTH + TAG_LENGTH, sealed.remaining());
            sealed.get(scratch.in, 0, length);
            last = !sealed.hasRemaining();
            int count = aead.open(key, Aead.nonce(position, piece++, last), context, scratch.in, length, scratch.out);
            plain.put(scratch.out, 0, count);
        } while (!last);
    }

    @Override
    public String toString() {
        return "data key";
    }
}
