package io.coffer.backup.testkit;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.testkit.BrokenStores.Broken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** What can be wrong with names, and with opening, closing and describing a store. */
final class BrokenClients {
    private BrokenClients() {}

    static List<Broken> all() {
        return List.of(
                new Broken(
                        "a character is not kept",
                        "allAllowedCharactersAreKept",
                        store -> new Renaming(store, name -> name.replace('_', '-'))),
                new Broken("leading dots are hidden", "allAllowedCharactersAreKept", Hiding::new),
                new Broken(
                        "long segments are cut",
                        "longNamesAreKept",
                        store -> new Renaming(store, name -> name.replaceAll("([^/]{100})[^/]*", "$1"))),
                new Broken(
                        "dots at the end are dropped",
                        "namesAreNotMixedUp",
                        store -> new Renaming(
                                store,
                                name -> name.endsWith(".") && name.length() > 2
                                        ? name.substring(0, name.length() - 1)
                                        : name)),
                new Broken(
                        "names are made valid",
                        "impossibleNamesAreRefused",
                        store -> new Renaming(store, name -> name.equals("A") ? "a" : name)),
                new Broken("deletes are forgotten", "behavesAsAMap", Forgetful::new),
                new Broken("a client caches", "secondClientSeesTheSame", Caching::new),
                new Broken("close deletes", "objectsOutliveTheirClient", Deleting::new),
                new Broken("capabilities are found out on the way", "capabilitiesDoNotChange", Learning::new),
                new Broken(
                        "the location holds a password",
                        "locationHoldsNoSecret",
                        store -> new Located(store, "x://u:p@host/")),
                new Broken(
                        "the location holds a token",
                        "locationHoldsNoSecret",
                        store -> new Located(store, "x://host/?token=t")),
                new Broken("the location is no URI", "locationHoldsNoSecret", store -> new Located(store, "here")),
                new Broken("a message holds a secret", "messagesHoldNoSecret", Telling::new),
                new Broken("close has no effect", "closedStoreRefusesEverything", Immortal::new),
                new Broken("close is not idempotent", "closedStoreRefusesEverything", Fussy::new));
    }

    private static final class Renaming extends FilterStore {
        private final UnaryOperator<String> rename;

        Renaming(ObjectStore target, UnaryOperator<String> rename) {
            super(target);
            this.rename = rename;
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            target.put(rename.apply(name), data, condition);
        }

        @Override
        public InputStream get(String name) throws IOException {
            return target.get(rename.apply(name));
        }

        @Override
        public byte[] get(String name, long offset, int length) throws IOException {
            return target.get(rename.apply(name), offset, length);
        }

        @Override
        public ObjectInfo stat(String name) throws IOException {
            return target.stat(rename.apply(name));
        }

        @Override
        public void delete(Collection<String> names) throws IOException {
            target.delete(names.stream().map(rename).toList());
        }
    }

    private static final class Hiding extends FilterStore {
        Hiding(ObjectStore target) {
            super(target);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws IOException {
            target.list(prefix, object -> {
                if (!object.name().contains("/.")) {
                    visitor.visit(object);
                }
            });
        }
    }

    private static final class Forgetful extends FilterStore {
        private int deletes;

        Forgetful(ObjectStore target) {
            super(target);
        }

        @Override
        public synchronized void delete(Collection<String> names) throws IOException {
            if (++deletes % 10 != 0) {
                target.delete(names);
            }
        }
    }

    /** Remembers the first listing. */
    private static final class Caching extends FilterStore {
        private List<ObjectInfo> known = List.of();

        Caching(ObjectStore target) {
            super(target);
            try {
                List<ObjectInfo> now = new ArrayList<>();
                target.list("", now::add);
                known = now;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws IOException {
            if (known.isEmpty()) {
                target.list(prefix, visitor);
                return;
            }
            for (ObjectInfo object : known) {
                visitor.visit(object);
            }
        }
    }

    private static final class Deleting extends FilterStore {
        Deleting(ObjectStore target) {
            super(target);
        }

        @Override
        public void close() throws IOException {
            ObjectStore again = ((MemoryObjectStore) target).reopen();
            List<String> all = new ArrayList<>();
            again.list("", object -> all.add(object.name()));
            again.delete(all);
            target.close();
        }
    }

    private static final class Learning extends FilterStore {
        private boolean used;

        Learning(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            target.put(name, data, condition);
            used = true;
        }

        @Override
        public StoreCapabilities capabilities() {
            return StoreCapabilities.builder().conditionalPut(used).build();
        }
    }

    private static final class Located extends FilterStore {
        private final String location;

        Located(ObjectStore target, String location) {
            super(target);
            this.location = location;
        }

        @Override
        public String location() {
            return location;
        }
    }

    private static final class Telling extends FilterStore {
        Telling(ObjectStore target) {
            super(target);
        }

        @Override
        public ObjectInfo stat(String name) throws IOException {
            try {
                return target.stat(name);
            } catch (ObjectNotFoundException e) {
                throw new ObjectNotFoundException(
                        e.getMessage(), name, new IOException("GET https://me:hunter2@host/" + name + ": 404"));
            }
        }
    }

    private static final class Immortal extends FilterStore {
        Immortal(ObjectStore target) {
            super(target);
        }

        @Override
        public void close() {}
    }

    private static final class Fussy extends FilterStore {
        private boolean closed;

        Fussy(ObjectStore target) {
            super(target);
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                throw new StoreException("closed already", null, false, null);
            }
            closed = true;
            target.close();
        }
    }
}
