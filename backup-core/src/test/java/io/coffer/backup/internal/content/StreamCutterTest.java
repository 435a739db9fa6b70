package io.coffer.backup.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What guesses and going back rest on. */
class StreamCutterTest {
    private static final int MINIMUM = 256;
    private static final int AVERAGE = 1024;
    private static final int MAXIMUM = 4096;

    private final long seed = Long.getLong("coffer.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Chunker chunker = new Chunker(new byte[] {1}, MINIMUM, AVERAGE, MAXIMUM);
    private final byte[] data = new byte[300_000];
    private final List<Integer> cuts = new ArrayList<>();

    StreamCutterTest() throws IOException {
        System.out.println("seed " + seed);
        random.nextBytes(data);
        // So that some chunks are as long as can be.
        Arrays.fill(data, 100_000, 120_000, (byte) 0);
        new StreamCutter(chunker).cut(stream(), data.length, (bytes, offset, length) -> cuts.add(length));
    }

    /** Gives as few bytes at a time as a stream may. */
    private InputStream stream() {
        return new ByteArrayInputStream(data) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(3000)));
            }
        };
    }

    @Test
    void aChunkMayEndWhereItDoes() {
        int start = 0;
        for (int length : cuts.subList(0, cuts.size() - 1)) {
            assertThat(chunker.mayEndAfter(data, start, length))
                    .as("%d at %d, seed %d", length, start, seed)
                    .isTrue();
            start += length;
        }
        assertThat(cuts).contains(MAXIMUM);
    }

    @Test
    void aChunkThatMayEndSomewhereEndsThereOrBefore() {
        int allowed = 0;
        for (int start = 0; start < 20_000; start += 97) {
            int natural = chunker.cut(data, start, data.length - start);
            for (int length = 1; length <= MAXIMUM; length++) {
                if (chunker.mayEndAfter(data, start, length)) {
                    assertThat(natural).as("start %d, seed %d", start, seed).isLessThanOrEqualTo(length);
                    allowed++;
                }
            }
            assertThat(chunker.mayEndAfter(data, start, natural)).isTrue();
        }
        assertThat(allowed).isGreaterThan(200);
    }

    @Test
    void theSameChunksAfterGoingBack() throws IOException {
        for (int expected : new int[] {data.length, -1}) {
            StreamCutter cutter = new StreamCutter(chunker);
            cutter.start(stream(), expected);
            List<Integer> found = new ArrayList<>();
            Deque<ByteBuffer> latest = new ArrayDeque<>();
            for (int left = 200; ; left--) {
                boolean more = cutter.next(0);
                if (left > 0 && random.nextInt(4) == 0) {
                    latest.forEach(chunk -> found.remove(found.size() - 1));
                    cutter.putBack(latest);
                    latest.clear();
                } else if (more) {
                    found.add(cutter.length());
                    int end = cutter.offset() + cutter.length();
                    latest.add(ByteBuffer.wrap(Arrays.copyOfRange(cutter.bytes(), cutter.offset(), end)));
                    if (latest.size() > 5) {
                        latest.remove();
                    }
                } else {
                    break;
                }
            }
            assertThat(found).as("seed %d", seed).isEqualTo(cuts);
        }
    }

    @Test
    void aGuessIsTakenWhereTheLastBytesAllowIt() throws IOException {
        int start = 0;
        int taken = 0;
        for (int natural : cuts) {
            if (start + MAXIMUM > data.length) {
                break;
            }
            for (int likely = MINIMUM; likely <= MAXIMUM; likely += 1 + random.nextInt(40)) {
                StreamCutter cutter = new StreamCutter(chunker);
                cutter.start(new ByteArrayInputStream(data, start, MAXIMUM), MAXIMUM);
                assertThat(cutter.next(likely)).isTrue();
                boolean allowed = chunker.mayEndAfter(data, start, likely);
                assertThat(cutter.length()).as("seed %d", seed).isEqualTo(allowed ? likely : natural);
                taken += allowed && likely > natural ? 1 : 0;
            }
            start += natural;
        }
        assertThat(taken).as("guesses that were wrong, and taken").isPositive();
    }
}
