package io.coffer.backup.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.DataKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sealing in pieces. */
class PieceKeyTest {
    private static final byte[] CONTEXT = {1, 2, 3};
    private static final int SEALED_PIECE = DataKey.PIECE_LENGTH + DataKey.TAG_LENGTH;

    private static DataKey key(CipherSuite suite) {
        Aead aead = new Aead(suite);
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 9);
        return new PieceKey(aead, aead.key(bytes), new byte[0]);
    }

    private static byte[] seal(DataKey key, int position, byte[] plain) {
        ByteBuffer sealed = ByteBuffer.allocate((int) DataKey.sealedLength(plain.length));
        key.seal(position, CONTEXT, ByteBuffer.wrap(plain), sealed);
        assertThat(sealed.hasRemaining()).isFalse();
        return sealed.array();
    }

    private static byte[] open(DataKey key, int position, byte[] context, byte[] sealed) throws AEADBadTagException {
        ByteBuffer plain = ByteBuffer.allocate(sealed.length);
        key.open(position, context, ByteBuffer.wrap(sealed), plain);
        return Arrays.copyOf(plain.array(), plain.position());
    }

    @ParameterizedTest
    @EnumSource(CipherSuite.class)
    void whatWasSealedOpens(CipherSuite suite) throws AEADBadTagException {
        DataKey key = key(suite);
        Random random = new Random(3);
        for (int length : new int[] {0, 1, 15, 65_535, 65_536, 65_537, 131_072, 200_000}) {
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            byte[] sealed = seal(key, length, plain);
            assertThat(DataKey.plainLength(sealed.length)).isEqualTo(length);
            assertThat(open(key, length, CONTEXT, sealed)).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource(CipherSuite.class)
    void itIsSealedAndOpenedInPlace(CipherSuite suite) throws AEADBadTagException {
        DataKey key = key(suite);
        byte[] plain = new byte[150_000];
        new Random(4).nextBytes(plain);
        int sealedLength = (int) DataKey.sealedLength(plain.length);
        ByteBuffer buffer = ByteBuffer.allocateDirect(sealedLength);
        buffer.position(sealedLength - plain.length).put(plain);
        key.seal(
                5,
                CONTEXT,
                buffer.duplicate().position(sealedLength - plain.length),
                buffer.duplicate().position(0));
        byte[] sealed = new byte[sealedLength];
        buffer.get(0, sealed);
        assertThat(sealed).isEqualTo(seal(key, 5, plain));
        key.open(5, CONTEXT, buffer.duplicate().position(0), buffer.duplicate().position(0));
        byte[] opened = new byte[plain.length];
        buffer.get(0, opened);
        assertThat(opened).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(CipherSuite.class)
    void piecesCannotBeLeftOutExchangedOrMoved(CipherSuite suite) {
        DataKey key = key(suite);
        byte[] sealed = seal(key, 5, new byte[3 * DataKey.PIECE_LENGTH]);
        assertFails(key, 6, CONTEXT, sealed);
        assertFails(key, 5, new byte[] {1, 2, 4}, sealed);
        // Without its end, at the border of a piece and elsewhere.
        assertFails(key, 5, CONTEXT, Arrays.copyOf(sealed, 2 * SEALED_PIECE));
        assertFails(key, 5, CONTEXT, Arrays.copyOf(sealed, sealed.length - 1));
        assertFails(key, 5, CONTEXT, new byte[0]);
        assertFails(key, 5, CONTEXT, Arrays.copyOf(sealed, 7));
        // Without its start, and with two pieces exchanged.
        assertFails(key, 5, CONTEXT, Arrays.copyOfRange(sealed, SEALED_PIECE, sealed.length));
        byte[] exchanged = sealed.clone();
        System.arraycopy(sealed, 0, exchanged, SEALED_PIECE, SEALED_PIECE);
        System.arraycopy(sealed, SEALED_PIECE, exchanged, 0, SEALED_PIECE);
        assertFails(key, 5, CONTEXT, exchanged);
        // With something after its end.
        assertFails(key, 5, CONTEXT, Arrays.copyOf(sealed, sealed.length + SEALED_PIECE));
    }

    private static void assertFails(DataKey key, int position, byte[] context, byte[] sealed) {
        assertThatThrownBy(() -> open(key, position, context, sealed)).isInstanceOf(AEADBadTagException.class);
    }
}
