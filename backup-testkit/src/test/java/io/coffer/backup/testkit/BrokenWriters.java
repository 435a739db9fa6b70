package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Stores that put wrongly and must remember something for it. */
final class BrokenWriters {
    private BrokenWriters() {}

    static boolean isThere(ObjectStore store, String name) throws IOException {
        try {
            store.stat(name);
            return true;
        } catch (ObjectNotFoundException e) {
            return false;
        }
    }

    static final class BurningStore extends FilterStore {
        private final Set<String> used = ConcurrentHashMap.newKeySet();

        BurningStore(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            target.put(name, data, condition);
            if (!used.add(name) && condition == PutCondition.IF_ABSENT) {
                target.delete(List.of(name));
            }
        }
    }

    static final class LazyStore extends FilterStore {
        private final Map<String, ObjectData> kept = new ConcurrentHashMap<>();

        LazyStore(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            target.put(name, data, condition);
            kept.put(name, data);
        }

        @Override
        public InputStream get(String name) throws IOException {
            ObjectData data = kept.get(name);
            return data == null ? target.get(name) : data.newInputStream();
        }
    }

    static final class OnceStore extends FilterStore {
        private final Set<ObjectData> read = ConcurrentHashMap.newKeySet();

        OnceStore(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            target.put(name, read.add(data) ? data : ObjectData.of(new byte[0]), condition);
        }
    }

    static final class FilterOfFailedPuts extends FilterStore {
        private final String suffix;

        private FilterOfFailedPuts(ObjectStore target, String suffix) {
            super(target);
            this.suffix = suffix;
        }

        static Function<ObjectStore, ObjectStore> leaving(String suffix) {
            return store -> new FilterOfFailedPuts(store, suffix);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            try (InputStream in = data.newInputStream()) {
                in.transferTo(part);
                target.put(name, data, condition);
            } catch (ObjectExistsException | IllegalArgumentException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                target.put(name + suffix, ObjectData.of(part.toByteArray()), PutCondition.NONE);
                throw e;
            }
        }
    }

    static final class Hasty extends FilterStore {
        Hasty(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            byte[] bytes = new byte[(int) data.length()];
            try (InputStream in = data.newInputStream()) {
                if (bytes.length > 0 && in.read(bytes) < 0) {
                    throw new StoreException("no data", name, false, null);
                }
            }
            target.put(name, ObjectData.of(bytes), condition);
        }
    }

    static final class Trusting extends FilterStore {
        Trusting(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            try (InputStream in = data.newInputStream()) {
                target.put(name, ObjectData.of(in.readAllBytes()), condition);
            }
        }
    }

    /** Takes at most a mebibyte. */
    private abstract static class SmallStore extends FilterStore {
        static final int MAXIMUM = 1 << 20;

        SmallStore(ObjectStore target) {
            super(target);
        }

        @Override
        public StoreCapabilities capabilities() {
            return StoreCapabilities.builder()
                    .conditionalPut(true)
                    .maximumObjectSize(MAXIMUM)
                    .build();
        }
    }

    static final class Cutting extends SmallStore {
        Cutting(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (data.length() <= MAXIMUM) {
                target.put(name, data, condition);
                return;
            }
            try (InputStream in = data.newInputStream()) {
                target.put(name, ObjectData.of(in.readNBytes(MAXIMUM)), condition);
            }
        }
    }

    static final class Dropping extends SmallStore {
        Dropping(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (data.length() <= MAXIMUM) {
                target.put(name, data, condition);
            }
        }
    }

    /** Puts what may be kept cold into another directory, and does not look there. */
    static final class Sorting extends FilterStore {
        Sorting(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            target.put(data.use() == ObjectUse.DATA ? "cold/" + name : name, data, condition);
        }
    }

    static final class DeletingFirst extends FilterStore {
        DeletingFirst(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (condition == PutCondition.NONE) {
                target.delete(List.of(name));
            }
            target.put(name, data, condition);
        }
    }

    /** Lets all of the racing threads look before any of them writes. */
    static final class TwoStepStore extends FilterStore {
        private static final Map<String, CyclicBarrier> LOOKED = new ConcurrentHashMap<>();
        private final String prefix;

        TwoStepStore(ObjectStore target, String prefix) {
            super(target);
            this.prefix = prefix;
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (!name.startsWith(prefix)) {
                target.put(name, data, condition);
                return;
            }
            boolean there = isThere(target, name);
            try {
                LOOKED.computeIfAbsent(name, key -> new CyclicBarrier(16)).await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IOException(e);
            }
            if (there) {
                throw new ObjectExistsException("taken", name, null);
            }
            target.put(name, data, PutCondition.NONE);
        }
    }

    /** Shows the first half of an object until somebody has read it. */
    static final class HalvingStore extends FilterStore {
        private static final int PATIENCE = 100_000;
        private final AtomicLong reads = new AtomicLong();
        private final String prefix;

        HalvingStore(ObjectStore target, String prefix) {
            super(target);
            this.prefix = prefix;
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (name.startsWith(prefix)) {
                byte[] half;
                try (InputStream in = data.newInputStream()) {
                    half = in.readNBytes((int) data.length() / 2);
                }
                target.put(name, ObjectData.of(half), PutCondition.NONE);
                long before = reads.get();
                for (int i = 0; i < PATIENCE && reads.get() < before + 2; i++) {
                    Thread.yield();
                }
            }
            target.put(name, data, name.startsWith(prefix) ? PutCondition.NONE : condition);
        }

        @Override
        public InputStream get(String name) throws IOException {
            try (InputStream in = target.get(name)) {
                return new ByteArrayInputStream(in.readAllBytes());
            } finally {
                reads.incrementAndGet();
            }
        }
    }

    /** As a store with one open channel for all threads is. */
    static final class Fragile extends FilterStore {
        private volatile boolean broken;

        Fragile(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (broken) {
                throw new StoreException("the channel is closed", name, false, null);
            }
            target.put(name, data, condition);
            broken = Thread.currentThread().isInterrupted();
        }
    }
}
