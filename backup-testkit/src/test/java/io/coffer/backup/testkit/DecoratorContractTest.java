package io.coffer.backup.testkit;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** A decorator that does nothing special keeps the contract of the store below. */
class DecoratorContractTest {
    @Nested
    class WithoutFaults extends ObjectStoreContract {
        @Override
        protected ObjectStore createStore() {
            return new FaultyObjectStore(new MemoryObjectStore());
        }
    }

    @Nested
    class Counting extends ObjectStoreContract {
        @Override
        protected ObjectStore createStore() {
            return new CountingObjectStore(new MemoryObjectStore());
        }
    }

    @Nested
    class Slow extends ObjectStoreContract {
        @Override
        protected ObjectStore createStore() {
            return SlowObjectStore.builder(new MemoryObjectStore())
                    .latency(Duration.ofMillis(20))
                    .bandwidth(1 << 20)
                    .time(new FakeClock().asMonotonicTime())
                    .build();
        }
    }
}
