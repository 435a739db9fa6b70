package io.coffer.backup.internal.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.spi.decorator.MonotonicTime;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;

class HeartbeatTest {
    /** A store that hears of heartbeats. */
    private static final class Listening extends ForwardingObjectStore {
        private final CountDownLatch beats = new CountDownLatch(3);

        Listening() {
            super(new MemoryObjectStore());
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            super.put(name, data, condition);
            if (name.endsWith(".beat")) {
                beats.countDown();
            }
        }
    }

    @RepeatedTest(3)
    void aSessionIsRenewedAgainAndAgain() throws Exception {
        Listening store = new Listening();
        Environment environment = new Environment(
                store,
                Runnable::run,
                new Transfers(Runnable::run, 1),
                1,
                Clock.systemUTC(),
                new Random(1),
                MonotonicTime.SYSTEM,
                null);
        try (Session later = Session.start(environment, Envelopes.PLAIN, "host", Duration.ofDays(1));
                Session session = Session.start(environment, Envelopes.PLAIN, "host", Duration.ofMillis(1))) {
            assertThat(store.beats.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(session.stands()).isTrue();
            session.close();
            assertThat(session.stands()).isFalse();
            assertThat(later.stands()).isTrue();
        }
    }
}
