package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.testkit.BrokenStores.Broken;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What can be wrong with get and stat. */
final class BrokenReads {
    private BrokenReads() {}

    static List<Broken> all() {
        return List.of(
                new Broken("ranges ignore the offset", "rangesAreExact", ranging((store, name, offset, length) -> {
                    store.get(name, offset, length);
                    return store.get(name, 0, length);
                })),
                new Broken(
                        "the end of a range is inclusive",
                        "rangesAreExact",
                        ranging((store, name, offset, length) -> store.get(name, offset, length + 1))),
                new Broken(
                        "ranges end with the object",
                        "rangesPastTheEndAreRefused",
                        ranging((store, name, offset, length) -> {
                            long size = store.stat(name).size();
                            return offset < size
                                    ? store.get(name, offset, (int) Math.min(length, size - offset))
                                    : new byte[0];
                        })),
                new Broken(
                        "a range of what is missing is out of range",
                        "whatIsMissingIsNotFound",
                        ranging((store, name, offset, length) -> {
                            try {
                                return store.get(name, offset, length);
                            } catch (ObjectNotFoundException e) {
                                throw new RangeNotSatisfiableException("no such bytes", name, e);
                            }
                        })),
                new Broken("what is missing is noticed late", "whatIsMissingIsNotFound", getting((store, name) -> {
                    try {
                        return store.get(name);
                    } catch (ObjectNotFoundException e) {
                        return new ByteArrayInputStream(new byte[0]);
                    }
                })),
                new Broken("what is missing is a failure", "whatIsMissingIsNotFound", getting((store, name) -> {
                    try {
                        return store.get(name);
                    } catch (ObjectNotFoundException e) {
                        throw new StoreException("404", name, true, e);
                    }
                })),
                new Broken("directories are objects", "directoriesAreNotObjects", stating((store, name) -> {
                    boolean[] directory = {false};
                    store.list(name + "/", object -> directory[0] = true);
                    return directory[0] ? new ObjectInfo(name, 4096, Instant.now()) : store.stat(name);
                })),
                new Broken(
                        "sizes are rounded to blocks",
                        "statTellsSizeAndTime",
                        changing(
                                info -> new ObjectInfo(info.name(), (info.size() + 511) / 512 * 512, info.modified()))),
                new Broken(
                        "seconds are taken for milliseconds",
                        "statTellsSizeAndTime",
                        changing(info -> new ObjectInfo(
                                info.name(),
                                info.size(),
                                Instant.ofEpochMilli(info.modified().getEpochSecond())))),
                new Broken(
                        "stat adds the root to the name",
                        "statTellsSizeAndTime",
                        changing(info -> new ObjectInfo("root/" + info.name(), info.size(), info.modified()))),
                new Broken(
                        "stat and list have two clocks",
                        "listingTellsWhatStatTells",
                        changing(info -> new ObjectInfo(
                                info.name(), info.size(), info.modified().plus(Duration.ofHours(1))))),
                new Broken("a second close fails", "streamsMayBeClosedAnyhow", streaming(Fussy::new)),
                new Broken("streams belong to a thread", "streamsMayBeClosedAnyhow", streaming(OneThread::new)),
                new Broken("streams of an object are shared", "streamsAreIndependent", Sharing::new),
                new Broken(
                        "a range before the object is its start",
                        "impossibleRangesAreRefused",
                        ranging((store, name, offset, length) -> store.get(name, Math.max(offset, 0), length))),
                new Broken(
                        "a range of no bytes is empty",
                        "impossibleRangesAreRefused",
                        ranging((store, name, offset, length) ->
                                length == 0 ? new byte[0] : store.get(name, offset, length))),
                new Broken("streams follow the name", "openStreamsDoNotMixVersions", Following::new),
                new Broken("an interrupted read breaks the store", "interruptedReadLeavesTheStoreUsable", Fragile::new),
                new Broken(
                        "an interrupted read is cut short",
                        "interruptedReadLeavesTheStoreUsable",
                        getting((store, name) -> {
                            byte[] content = ContractSupport.read(store, name);
                            return new ByteArrayInputStream(
                                    content,
                                    0,
                                    Thread.currentThread().isInterrupted() ? content.length / 2 : content.length);
                        })),
                new Broken("streams start again at their end", "streamsEndForGood", getting((store, name) -> {
                    byte[] content = ContractSupport.read(store, name);
                    return new Rewinding(content);
                })));
    }

    private interface Ranging {
        byte[] get(ObjectStore store, String name, long offset, int length) throws IOException;
    }

    private interface Getting {
        InputStream get(ObjectStore store, String name) throws IOException;
    }

    private interface Stating {
        ObjectInfo stat(ObjectStore store, String name) throws IOException;
    }

    private static Function<ObjectStore, ObjectStore> ranging(Ranging ranging) {
        return store -> new FilterStore(store) {
            @Override
            public byte[] get(String name, long offset, int length) throws IOException {
                return ranging.get(target, name, offset, length);
            }
        };
    }

    private static Function<ObjectStore, ObjectStore> getting(Getting getting) {
        return store -> new FilterStore(store) {
            @Override
            public InputStream get(String name) throws IOException {
                return getting.get(target, name);
            }
        };
    }

    private static Function<ObjectStore, ObjectStore> streaming(UnaryOperator<InputStream> streaming) {
        return getting((store, name) -> streaming.apply(store.get(name)));
    }

    private static Function<ObjectStore, ObjectStore> stating(Stating stating) {
        return store -> new FilterStore(store) {
            @Override
            public ObjectInfo stat(String name) throws IOException {
                return stating.stat(target, name);
            }
        };
    }

    private static Function<ObjectStore, ObjectStore> changing(UnaryOperator<ObjectInfo> change) {
        return stating((store, name) -> change.apply(store.stat(name)));
    }

    private static final class Fussy extends FilterInputStream {
        private boolean closed;

        Fussy(InputStream in) {
            super(in);
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                throw new IOException("closed already");
            }
            closed = true;
            super.close();
        }
    }

    private static final class OneThread extends FilterInputStream {
        private final Thread owner = Thread.currentThread();

        OneThread(InputStream in) {
            super(in);
        }

        @Override
        public void close() throws IOException {
            if (Thread.currentThread() != owner) {
                throw new IOException("not the thread that opened it");
            }
            super.close();
        }
    }

    private static final class Sharing extends FilterStore {
        private final Map<String, InputStream> open = new ConcurrentHashMap<>();

        Sharing(ObjectStore target) {
            super(target);
        }

        @Override
        public InputStream get(String name) throws IOException {
            InputStream shared = open.get(name);
            if (shared != null) {
                return shared;
            }
            InputStream first = new FilterInputStream(target.get(name)) {
                @Override
                public void close() throws IOException {
                    open.remove(name);
                    super.close();
                }
            };
            open.put(name, first);
            return first;
        }
    }

    /** Fetches piece by piece, whatever is there by then. */
    private static final class Following extends FilterStore {
        Following(ObjectStore target) {
            super(target);
        }

        @Override
        public InputStream get(String name) throws IOException {
            long size = target.stat(name).size();
            return new InputStream() {
                private long position;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = (int) Math.min(length, size - position);
                    if (count <= 0) {
                        return length == 0 ? 0 : -1;
                    }
                    byte[] piece = target.get(name, position, count);
                    System.arraycopy(piece, 0, bytes, offset, count);
                    position += count;
                    return count;
                }
            };
        }
    }

    /** As a store with one channel for all reads is, which an interrupt closes. */
    private static final class Fragile extends FilterStore {
        private volatile boolean broken;

        Fragile(ObjectStore target) {
            super(target);
        }

        @Override
        public byte[] get(String name, long offset, int length) throws IOException {
            broken |= Thread.currentThread().isInterrupted();
            if (broken) {
                throw new StoreException("the channel is closed", name, false, null);
            }
            return target.get(name, offset, length);
        }
    }

    private static final class Rewinding extends ByteArrayInputStream {
        Rewinding(byte[] content) {
            super(Arrays.copyOf(content, content.length));
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            int result = super.read(target, offset, length);
            if (result < 0) {
                reset();
            }
            return result;
        }

        @Override
        public synchronized int read() {
            int result = super.read();
            if (result < 0) {
                reset();
            }
            return result;
        }
    }
}
