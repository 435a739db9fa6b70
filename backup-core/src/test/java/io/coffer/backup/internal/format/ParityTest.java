package io.coffer.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.model.ContentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packs that are damaged, and what their parity makes of them. */
class ParityTest {
    private static final long SEED = 20261121;

    private final Random random = new Random(SEED);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static PackId idOf(byte[] pack) {
        return new PackId(ContentId.of(Sha256.of(pack)));
    }

    private static byte[] parityOf(byte[] pack, int percent) {
        ParityEncoder encoder = new ParityEncoder(ParityLayout.of(pack.length, percent));
        encoder.update(ByteBuffer.wrap(pack));
        List<ByteBuffer> parts = encoder.finish(idOf(pack));
        ByteBuffer object = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(object::put);
        return object.array();
    }

    private static Parity decode(byte[] pack, byte[] parity) throws IOException {
        return Parity.decode(idOf(pack).parityName(), parity);
    }

    /** Damages shards, and gives what is healed. */
    private byte[] healed(byte[] pack, byte[] parity, int... shards) throws IOException {
        byte[] damaged = pack.clone();
        int shardLength = ParityLayout.of(pack.length, 5).shardLength();
        for (int shard : shards) {
            int start = shard * shardLength;
            int length = Math.min(shardLength, pack.length - start);
            damaged[start + random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));
        }
        decode(pack, parity).heal(damaged, damaged.length);
        return damaged;
    }

    @ParameterizedTest
    @CsvSource({"1,5", "63,1", "64,20", "65,20", "170,20", "12800,1", "12801,5", "99999,5", "200000,20", "51200,7"})
    void whateverShardsAreDamagedUpToTheLimitAreHealed(int length, int percent) throws IOException {
        byte[] pack = bytes(length);
        byte[] parity = parityOf(pack, percent);
        ParityLayout layout = ParityLayout.of(length, percent);
        assertThat(parity).hasSize((int) layout.objectLength());
        assertThat(layout.parityShards() * 100L).isGreaterThanOrEqualTo((long) layout.dataShards() * percent);
        decode(pack, parity).verify();
        int most = Math.min(layout.parityShards(), layout.dataShards());
        for (int round = 0; round < 20; round++) {
            int[] shards = random.ints(0, layout.dataShards())
                    .distinct()
                    .limit(round == 0 ? most : 1 + random.nextInt(most))
                    .toArray();
            assertThat(healed(pack, parity, shards))
                    .as("seed %d, shards %s", SEED, Arrays.toString(shards))
                    .isEqualTo(pack);
        }
        // The last ones, of which one may be short.
        int[] last = new int[most];
        Arrays.setAll(last, i -> layout.dataShards() - 1 - i);
        assertThat(healed(pack, parity, last)).isEqualTo(pack);
    }

    @Test
    void aPackThatWasCutIsHealed() throws IOException {
        byte[] pack = bytes(100_000);
        byte[] parity = parityOf(pack, 5);
        // 200 shards of 500 bytes, and ten of parity.
        byte[] cut = Arrays.copyOf(Arrays.copyOf(pack, 95_000), pack.length);
        decode(pack, parity).heal(cut, 95_000);
        assertThat(cut).isEqualTo(pack);

        byte[] shorter = Arrays.copyOf(Arrays.copyOf(pack, 94_999), pack.length);
        assertThatThrownBy(() -> decode(pack, parity).heal(shorter, 94_999))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("11 of its 200 shards are damaged, and its parity can heal 10 now");
    }

    @Test
    void aPackThatEndsInZerosAndWasCutIsKnownToBeCut() throws IOException {
        byte[] pack = bytes(100_000);
        Arrays.fill(pack, 50_000, pack.length, (byte) 0);
        assertThatThrownBy(() -> decode(pack, parityOf(pack, 5)).heal(pack.clone(), 50_000))
                .hasMessageContaining("100 of its 200 shards are damaged");
    }

    @Test
    void parityThatIsDamagedItselfHealsWithWhatIsLeftOfIt() throws IOException {
        byte[] pack = bytes(100_000);
        byte[] parity = parityOf(pack, 5);
        ParityLayout layout = ParityLayout.of(pack.length, 5);
        int firstRow = layout.headLength();
        parity[20]++;
        parity[firstRow + 7]++;
        parity[firstRow + 3 * layout.shardLength()]++;

        assertThatThrownBy(decode(pack, parity)::verify).hasMessageContaining("parity shard 0");
        assertThat(healed(pack, parity, 0, 30, 60, 90, 120, 150, 180, 199)).isEqualTo(pack);
        assertThatThrownBy(() -> healed(pack, parity, 0, 30, 60, 90, 120, 150, 180, 181, 199))
                .hasMessageContaining("9 of its 200 shards are damaged, and its parity can heal 8 now");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneOfTwoHeadsIsEnough(boolean first) throws IOException {
        byte[] pack = bytes(5000);
        byte[] parity = parityOf(pack, 5);
        int head = ParityLayout.of(pack.length, 5).headLength();
        for (int at = 0; at < head; at++) {
            byte[] damaged = parity.clone();
            damaged[first ? at : damaged.length - 5 - at] ^= (byte) 0x81;
            assertThat(healed(pack, damaged, 3)).as("byte %d", at).isEqualTo(pack);
            assertThatThrownBy(decode(pack, damaged)::verify).isInstanceOf(CorruptObjectException.class);
        }
        byte[] both = parity.clone();
        both[50]++;
        both[both.length - 50]++;
        assertThatThrownBy(() -> decode(pack, both)).isInstanceOf(CorruptObjectException.class);
    }

    @Test
    void parityOfAnotherPackAndWhatIsNoneAreRefused() {
        byte[] pack = bytes(5000);
        byte[] other = bytes(5000);
        assertThatThrownBy(() -> decode(pack, parityOf(other, 5)))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("it is the parity of " + idOf(other));
        for (int length : new int[] {0, 3, 7, 8, 55, 56, 100, 3000}) {
            assertThatThrownBy(() -> decode(pack, new byte[length])).isInstanceOf(CorruptObjectException.class);
            assertThatThrownBy(() -> decode(pack, Arrays.copyOf(parityOf(pack, 5), Math.min(length, 300))))
                    .isInstanceOf(CorruptObjectException.class);
        }
    }

    /** A head with a right checksum and numbers that somebody chose. */
    private static byte[] forged(byte[] pack, int version, int... numbers) {
        ByteBuffer head = ByteBuffer.allocate(4096);
        Header.write(head, ObjectType.PARITY, false);
        head.put(5, (byte) version);
        head.put(idOf(pack).digest().toBytes());
        for (int number : numbers) {
            head.putInt(number);
        }
        int shards = Math.max(0, Math.min(256, numbers[2] + numbers[3]));
        head.position(head.position() + 4 * shards);
        head.put(Sha256.of(Arrays.copyOf(head.array(), head.position())));
        return head.array();
    }

    @Test
    void impossibleNumbersAreRefused() {
        byte[] pack = bytes(5000);
        for (int[] numbers : new int[][] {
            {0, 1, 0, 1},
            {-5000, 64, 79, 4},
            {Integer.MAX_VALUE, 64, 79, 4},
            {5000, 0, 79, 4},
            {5000, -64, 79, 4},
            {5000, 6000, 1, 1},
            {5000, 64, 78, 4},
            {5000, 64, 79, 0},
            {5000, 64, 79, -1},
            {5000, 64, 79, 200},
            {5000, 64, 79, Integer.MAX_VALUE},
            {1 << 30, 1, 1 << 30, 4}
        }) {
            assertThatThrownBy(() -> decode(pack, forged(pack, 1, numbers)))
                    .as(Arrays.toString(numbers))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("cannot have");
        }
        assertThatThrownBy(() -> decode(pack, forged(pack, 2, 5000, 64, 79, 4)))
                .isInstanceOf(UnsupportedFormatException.class);
    }

    @Test
    void whatHasNotTheNameOfThePackIsNotTakenForHealed() throws IOException {
        byte[] pack = bytes(5000);
        byte[] other = bytes(5000);
        // The parity of another pack under the name of this one: its checksums fit the other.
        byte[] forged = parityOf(other, 5);
        int head = ParityLayout.of(other.length, 5).headLength();
        byte[] digest = idOf(pack).digest().toBytes();
        System.arraycopy(digest, 0, forged, 8, digest.length);
        byte[] sum = Sha256.of(Arrays.copyOf(forged, head - Sha256.LENGTH));
        System.arraycopy(sum, 0, forged, head - Sha256.LENGTH, sum.length);

        assertThatThrownBy(() -> decode(pack, forged).heal(other.clone(), other.length))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("another SHA-256 than its name says, so nothing was replaced");
    }
}
