package io.coffer.backup.tests.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.decorator.BandwidthLimit;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.spi.decorator.ThrottledObjectStore;
import io.coffer.backup.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clock stands still but for those who wait: what it shows is how long they waited. */
class ThrottledObjectStoreTest {
    private static final byte[] BYTES = new byte[1_000_000];
    private static final Duration BURST = Duration.ofMillis(100);

    private final FakeClock clock = new FakeClock();
    private final Instant start = clock.instant();
    private final MemoryObjectStore storage = new MemoryObjectStore();

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    private ObjectStore store(long up, long down) {
        return throttled(storage, up, down);
    }

    private ObjectStore throttled(ObjectStore target, long up, long down) {
        return new ThrottledObjectStore(target, new BandwidthLimit(up, down), clock.asMonotonicTime());
    }

    private void assertWaited(Duration expected) {
        assertThat(Duration.between(start, clock.instant())).isBetween(expected.minusMillis(1), expected.plusMillis(1));
    }

    @Test
    void uploadsTakeAsLongAsTheLimitSays() throws IOException {
        ObjectStore store = store(100_000, BandwidthLimit.UNLIMITED);

        store.put("a", ObjectData.of(BYTES), PutCondition.NONE);
        assertWaited(Duration.ofSeconds(10).minus(BURST));
        store.put("b", ObjectData.of(BYTES), PutCondition.NONE);

        assertWaited(Duration.ofSeconds(20).minus(BURST));
        assertThat(storage.stat("b").size()).isEqualTo(BYTES.length);
    }

    @Test
    void uploadsThroughAChannelToo() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ObjectStore store = throttled(
                new ForwardingObjectStore(storage) {
                    @Override
                    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
                        assertThat(data.use()).isEqualTo(ObjectUse.DATA);
                        assertThat(data.length()).isEqualTo(BYTES.length);
                        data.writeTo(Channels.newChannel(written));
                    }
                },
                100_000,
                BandwidthLimit.UNLIMITED);

        store.put("a", ObjectData.of(ByteBuffer.wrap(BYTES), ObjectUse.DATA), PutCondition.NONE);

        assertThat(written.toByteArray()).isEqualTo(BYTES);
        assertWaited(Duration.ofSeconds(10).minus(BURST));
    }

    @Test
    void downloadsTakeAsLongAsTheLimitSays() throws IOException {
        storage.put("a", ObjectData.of(BYTES), PutCondition.NONE);
        ObjectStore store = store(BandwidthLimit.UNLIMITED, 200_000);

        try (InputStream in = store.get("a")) {
            assertThat(in.readAllBytes()).isEqualTo(BYTES);
        }
        assertWaited(Duration.ofSeconds(5).minus(BURST));
        assertThat(store.get("a", 0, 400_000)).hasSize(400_000);

        assertWaited(Duration.ofSeconds(7).minus(BURST));
    }

    @Test
    void eachDirectionHasItsOwnLimit() throws IOException {
        ObjectStore store = store(BandwidthLimit.UNLIMITED, 1);
        store.put("a", ObjectData.of(BYTES), PutCondition.NONE);
        assertWaited(Duration.ZERO);

        ObjectStore other = store(1, BandwidthLimit.UNLIMITED);
        other.get("a", 0, 1000);
        assertWaited(Duration.ZERO);
    }

    @Test
    void idleTimeIsNotSavedUp() throws IOException {
        ObjectStore store = store(100_000, BandwidthLimit.UNLIMITED);
        clock.advance(Duration.ofHours(1));

        store.put("a", ObjectData.of(BYTES), PutCondition.NONE);

        assertWaited(Duration.ofHours(1).plusSeconds(10).minus(BURST));
    }

    @Test
    void anInterruptionEndsTheWait() {
        ObjectStore store = store(1, BandwidthLimit.UNLIMITED);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> store.put("a", ObjectData.of(BYTES), PutCondition.NONE))
                .isInstanceOf(InterruptedIOException.class);

        assertThat(Thread.interrupted()).as("the flag").isTrue();
    }
}
