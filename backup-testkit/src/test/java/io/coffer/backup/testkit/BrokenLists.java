package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.testkit.BrokenStores.Broken;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** What can be wrong with list. */
final class BrokenLists {
    private BrokenLists() {}

    static List<Broken> all() {
        return List.of(
                new Broken("the root is listed", "emptyStoreListsNothing", listing((store, prefix, visitor) -> {
                    store.list(prefix, visitor);
                    if (prefix.isEmpty()) {
                        visitor.visit(new ObjectInfo("root", 0, Instant.now()));
                    }
                })),
                new Broken(
                        "prefixes end with a segment",
                        "prefixesAreStartsOfNames",
                        listing((store, prefix, visitor) -> store.list(prefix, object -> {
                            String name = object.name();
                            boolean whole = prefix.isEmpty()
                                    || prefix.endsWith("/")
                                    || name.length() == prefix.length()
                                    || name.charAt(prefix.length()) == '/';
                            if (whole) {
                                visitor.visit(object);
                            }
                        }))),
                new Broken(
                        "the last part of a prefix is ignored",
                        "prefixesAreStartsOfNames",
                        listing((store, prefix, visitor) ->
                                store.list(prefix.substring(0, prefix.lastIndexOf('/') + 1), visitor))),
                new Broken(
                        "names are relative to the prefix",
                        "prefixesAreStartsOfNames",
                        listing((store, prefix, visitor) -> store.list(
                                prefix,
                                object -> visitor.visit(new ObjectInfo(
                                        object.name().substring(prefix.lastIndexOf('/') + 1),
                                        object.size(),
                                        object.modified()))))),
                new Broken(
                        "prefixes are normalised",
                        "impossiblePrefixesListNothing",
                        listing((store, prefix, visitor) ->
                                store.list(prefix.startsWith("../") ? "" : prefix, visitor))),
                new Broken(
                        "sizes are left out",
                        "listingTellsWhatStatTells",
                        listing((store, prefix, visitor) -> store.list(
                                prefix, object -> visitor.visit(new ObjectInfo(object.name(), 0, object.modified()))))),
                new Broken("there is one page", "manyObjectsAreListedOnceEach", listing((store, prefix, visitor) -> {
                    int[] count = {0};
                    store.list(prefix, object -> {
                        if (count[0]++ < 1000) {
                            visitor.visit(object);
                        }
                    });
                })),
                new Broken("pages overlap", "manyObjectsAreListedOnceEach", listing((store, prefix, visitor) -> {
                    int[] count = {0};
                    store.list(prefix, object -> {
                        visitor.visit(object);
                        if (++count[0] % 1000 == 0) {
                            visitor.visit(object);
                        }
                    });
                })),
                new Broken(
                        "exceptions of the visitor are swallowed",
                        "exceptionOfTheVisitorEndsTheListing",
                        listing((store, prefix, visitor) -> store.list(prefix, object -> {
                            try {
                                visitor.visit(object);
                            } catch (IOException e) {
                                // On to the next.
                                return;
                            }
                        }))),
                new Broken(
                        "exceptions of the visitor are wrapped",
                        "exceptionOfTheVisitorEndsTheListing",
                        listing((store, prefix, visitor) -> {
                            try {
                                store.list(prefix, visitor);
                            } catch (IOException e) {
                                throw new StoreException("list failed", null, false, e);
                            }
                        })),
                new Broken(
                        "a missing file ends the listing",
                        "exceptionOfTheVisitorEndsTheListing",
                        listing((store, prefix, visitor) -> {
                            try {
                                store.list(prefix, visitor);
                            } catch (NoSuchFileException e) {
                                // Vanished, it seems.
                                return;
                            }
                        })),
                new Broken(
                        "another thread visits", "visitorRunsInTheCallingThread", listing((store, prefix, visitor) -> {
                            Callable<Integer> other = () -> {
                                store.list(prefix, visitor);
                                return 0;
                            };
                            try {
                                ContractSupport.together(List.of(other));
                            } catch (IOException | RuntimeException e) {
                                throw e;
                            } catch (Exception e) {
                                throw new IOException(e);
                            }
                        })),
                new Broken("pages go by number", "visitorMayReadPutAndDelete", listing(BrokenLists::byNumber)),
                new Broken(
                        "objects are missed while others write",
                        "listingIsCompleteWhileOthersWrite",
                        listing((store, prefix, visitor) -> {
                            List<ObjectInfo> page = gather(store, prefix);
                            boolean disturbed = page.stream()
                                    .anyMatch(object -> object.name().startsWith("mixed/other"));
                            for (ObjectInfo object : disturbed ? page.subList(0, page.size() / 2) : page) {
                                visitor.visit(object);
                            }
                        })));
    }

    /** The page that starts at number N is another one when an object before it was deleted. */
    private static void byNumber(ObjectStore store, String prefix, ObjectVisitor visitor) throws IOException {
        int number = 0;
        List<ObjectInfo> now = gather(store, prefix);
        while (number < now.size()) {
            for (ObjectInfo object : now.subList(number, Math.min(now.size(), number + 10))) {
                visitor.visit(object);
            }
            number += 10;
            now = gather(store, prefix);
        }
    }

    private static List<ObjectInfo> gather(ObjectStore store, String prefix) throws IOException {
        List<ObjectInfo> objects = new ArrayList<>();
        store.list(prefix, objects::add);
        return objects;
    }

    private interface Listing {
        void list(ObjectStore store, String prefix, ObjectVisitor visitor) throws IOException;
    }

    private static Function<ObjectStore, ObjectStore> listing(Listing listing) {
        return store -> new FilterStore(store) {
            @Override
            public void list(String prefix, ObjectVisitor visitor) throws IOException {
                listing.list(target, prefix, visitor);
            }
        };
    }
}
