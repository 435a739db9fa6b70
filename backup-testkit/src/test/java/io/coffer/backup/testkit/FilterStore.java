package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Passes everything on; stores that break one obligation extend it. */
class FilterStore implements ObjectStore {
    final ObjectStore target;

    FilterStore(ObjectStore target) {
        this.target = target;
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        target.put(name, data, condition);
    }

    @Override
    public InputStream get(String name) throws IOException {
        return target.get(name);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        return target.get(name, offset, length);
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        return target.stat(name);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        target.list(prefix, visitor);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        target.delete(names);
    }

    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        return target.recall(names);
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        target.retain(names, until);
    }

    @Override
    public StoreCapabilities capabilities() {
        return target.capabilities();
    }

    @Override
    public String location() {
        return target.location();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }

    /** Finds the store of a kind among this one and those below it. */
    static <T extends ObjectStore> Optional<T> below(ObjectStore store, Class<T> type) {
        if (type.isInstance(store)) {
            return Optional.of(type.cast(store));
        }
        return store instanceof FilterStore filter ? below(filter.target, type) : Optional.empty();
    }
}
