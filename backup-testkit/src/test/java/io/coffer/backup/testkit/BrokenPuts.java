package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.testkit.BrokenStores.Broken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What can be wrong with put and delete. */
final class BrokenPuts {
    private BrokenPuts() {}

    static List<Broken> all() {
        return List.of(
                new Broken("empty objects are not stored", "objectsOfAllSizesAreKept", putting((store, put) -> {
                    if (put.bytes().length > 0) {
                        put.to(store);
                    }
                })),
                new Broken("large objects lose their last part", "largeObjectIsKept", putting((store, put) -> {
                    int length = put.bytes().length;
                    put.with(Arrays.copyOf(put.bytes(), length > 1 << 20 ? 1 << 20 : length))
                            .to(store);
                })),
                new Broken(
                        "buffers are read from index 0",
                        "dataMayBePartOfABuffer",
                        putting((store, put) -> put.with(put.bytes().length == 700 ? new byte[700] : put.bytes())
                                .to(store))),
                new Broken("a stream is read once", "dataMayComeInPieces", BrokenWriters.Hasty::new),
                new Broken(
                        "the end of data is taken for its length",
                        "dataThatEndsEarlyIsNotStored",
                        BrokenWriters.Trusting::new),
                new Broken("what is too large is cut", "whatIsTooLargeIsRefused", BrokenWriters.Cutting::new),
                new Broken("what is too large is dropped", "whatIsTooLargeIsRefused", BrokenWriters.Dropping::new),
                new Broken(
                        "objects of one use are kept elsewhere",
                        "objectsOfEveryUseAreKept",
                        BrokenWriters.Sorting::new),
                new Broken("put never replaces", "putReplaces", putting((store, put) -> {
                    try {
                        store.put(put.name(), ObjectData.of(put.bytes()), PutCondition.IF_ABSENT);
                    } catch (ObjectExistsException e) {
                        if (put.condition() == PutCondition.IF_ABSENT) {
                            throw e;
                        }
                    }
                })),
                new Broken(
                        "the condition is ignored",
                        "putIfAbsentRefusesWhatIsThere",
                        putting((store, put) -> store.put(put.name(), ObjectData.of(put.bytes()), PutCondition.NONE))),
                new Broken(
                        "the condition is checked after writing",
                        "putIfAbsentRefusesWhatIsThere",
                        putting((store, put) -> {
                            boolean there = BrokenWriters.isThere(store, put.name());
                            store.put(put.name(), ObjectData.of(put.bytes()), PutCondition.NONE);
                            if (there && put.condition() == PutCondition.IF_ABSENT) {
                                throw new ObjectExistsException("too late", put.name(), null);
                            }
                        })),
                new Broken(
                        "the refusal does not say what it is about",
                        "putIfAbsentRefusesWhatIsThere",
                        putting((store, put) -> {
                            try {
                                put.to(store);
                            } catch (ObjectExistsException e) {
                                throw new ObjectExistsException("taken", "", e);
                            }
                        })),
                new Broken(
                        "the condition refuses what is absent",
                        "putIfAbsentStoresWhatIsAbsent",
                        putting((store, put) -> {
                            if (put.condition() == PutCondition.IF_ABSENT) {
                                throw new ObjectExistsException("never", put.name(), null);
                            }
                            put.to(store);
                        })),
                new Broken(
                        "names are burnt once used",
                        "putIfAbsentStoresWhatWasDeleted",
                        BrokenWriters.BurningStore::new),
                new Broken(
                        "the caller's memory is kept",
                        "dataIsNotTouchedAfterPutHasReturned",
                        BrokenWriters.LazyStore::new),
                new Broken("data is read once only", "dataIsReadFromItsStartEachTime", BrokenWriters.OnceStore::new),
                new Broken(
                        "a failed put leaves a part",
                        "failedPutLeavesNothing",
                        BrokenWriters.FilterOfFailedPuts.leaving("")),
                new Broken(
                        "a failed put leaves another object",
                        "failedPutLeavesNothing",
                        BrokenWriters.FilterOfFailedPuts.leaving(".part")),
                new Broken(
                        "a failed put deletes first", "failedPutLeavesTheOldObject", BrokenWriters.DeletingFirst::new),
                new Broken(
                        "looking and writing are two steps",
                        "onePutIfAbsentWins",
                        store -> new BrokenWriters.TwoStepStore(store, "race/")),
                new Broken(
                        "so between clients",
                        "onePutIfAbsentWinsAmongClients",
                        store -> new BrokenWriters.TwoStepStore(store, "clients/")),
                new Broken(
                        "replacing goes by halves",
                        "replacingIsAtomic",
                        store -> new BrokenWriters.HalvingStore(store, "atomic")),
                new Broken(
                        "appearing goes by halves",
                        "appearingIsAtomic",
                        store -> new BrokenWriters.HalvingStore(store, "appear/")),
                new Broken(
                        "threads share a buffer",
                        "differentObjectsDoNotDisturbEachOther",
                        putting((store, put) -> put.with(
                                        put.name().startsWith("own/3/") ? new byte[put.bytes().length] : put.bytes())
                                .to(store))),
                new Broken(
                        "an interrupt breaks the store",
                        "interruptedPutLeavesTheStoreUsable",
                        BrokenWriters.Fragile::new),
                new Broken("delete removes nothing", "deleteRemovesWhatItNames", deleting((store, names) -> {})),
                new Broken(
                        "deleting what is missing fails", "deletePassesOverWhatIsMissing", deleting((store, names) -> {
                            for (String name : names) {
                                store.stat(name);
                            }
                            store.delete(names);
                        })),
                new Broken("delete is recursive", "deleteOfACommonStartRemovesNothing", deleting((store, names) -> {
                    Set<String> all = new HashSet<>(names);
                    for (String name : names) {
                        store.list(name + "/", object -> all.add(object.name()));
                    }
                    store.delete(all);
                })),
                new Broken(
                        "delete takes 1,000 names",
                        "deleteTakesAnyNumberOfNames",
                        deleting((store, names) ->
                                store.delete(names.stream().limit(1000).toList()))));
    }

    /** The arguments of a put, its data read. */
    private record Put(String name, byte[] bytes, PutCondition condition) {
        Put with(byte[] other) {
            return new Put(name, other, condition);
        }

        void to(ObjectStore store) throws IOException {
            store.put(name, ObjectData.of(bytes), condition);
        }
    }

    private interface Putting {
        void put(ObjectStore store, Put put) throws IOException;
    }

    private interface Deleting {
        void delete(ObjectStore store, Collection<String> names) throws IOException;
    }

    private static Function<ObjectStore, ObjectStore> putting(Putting putting) {
        return store -> new FilterStore(store) {
            @Override
            public void put(String name, ObjectData data, PutCondition condition) throws IOException {
                try (InputStream in = data.newInputStream()) {
                    putting.put(target, new Put(name, in.readAllBytes(), condition));
                }
            }
        };
    }

    private static Function<ObjectStore, ObjectStore> deleting(Deleting deleting) {
        return store -> new FilterStore(store) {
            @Override
            public void delete(Collection<String> names) throws IOException {
                deleting.delete(target, names);
            }
        };
    }
}
