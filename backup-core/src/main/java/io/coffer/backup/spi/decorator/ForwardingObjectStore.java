package io.coffer.backup.spi.decorator;

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
import java.util.Objects;

/**
 * Passes every call on to another store: the base of stores that change some of the calls. It is as safe for use by
 * many threads as the store below, and closes it when it is closed.
 */
public abstract class ForwardingObjectStore implements ObjectStore {
    private final ObjectStore target;

    /**
     * Puts itself around a store.
     *
     * @param target does the work; closed with this store
     */
    protected ForwardingObjectStore(ObjectStore target) {
        this.target = Objects.requireNonNull(target, "target");
    }

    /**
     * The store below.
     *
     * @return the same store each time
     */
    protected final ObjectStore target() {
        return target;
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

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + target + "]";
    }
}
