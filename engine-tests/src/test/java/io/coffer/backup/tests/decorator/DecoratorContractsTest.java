package io.coffer.backup.tests.decorator;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.BandwidthLimit;
import io.coffer.backup.spi.decorator.MeteredObjectStore;
import io.coffer.backup.spi.decorator.RequestCounter;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.spi.decorator.RetryingObjectStore;
import io.coffer.backup.spi.decorator.ThrottledObjectStore;
import io.coffer.backup.testkit.FakeClock;
import io.coffer.backup.testkit.ObjectStoreContract;
import org.junit.jupiter.api.Nested;

/** Stores around a store keep the contract that the store below keeps. */
class DecoratorContractsTest {
    /** One storage, and clients of it that are decorated alike. */
    abstract static class Decorated extends ObjectStoreContract {
        private MemoryObjectStore storage;

        abstract ObjectStore decorate(ObjectStore store);

        @Override
        protected int manyObjects() {
            return 1500;
        }

        @Override
        protected ObjectStore createStore() {
            storage = new MemoryObjectStore();
            return decorate(storage);
        }

        @Override
        protected ObjectStore reopen(ObjectStore open) {
            return decorate(storage.reopen());
        }
    }

    @Nested
    class Retrying extends Decorated {
        @Override
        ObjectStore decorate(ObjectStore store) {
            return new RetryingObjectStore(store, RetryPolicy.NEAR);
        }
    }

    @Nested
    class Metered extends Decorated {
        @Override
        ObjectStore decorate(ObjectStore store) {
            return new MeteredObjectStore(store, new RequestCounter());
        }
    }

    @Nested
    class Throttled extends Decorated {
        @Override
        ObjectStore decorate(ObjectStore store) {
            return new ThrottledObjectStore(
                    store, new BandwidthLimit(1 << 20, 1 << 20), new FakeClock().asMonotonicTime());
        }
    }

    @Nested
    class AllTogether extends Decorated {
        @Override
        ObjectStore decorate(ObjectStore store) {
            return new RetryingObjectStore(
                    new ThrottledObjectStore(
                            new MeteredObjectStore(store, new RequestCounter()),
                            new BandwidthLimit(1 << 20, 1 << 20),
                            new FakeClock().asMonotonicTime()),
                    RetryPolicy.REMOTE);
        }
    }
}
