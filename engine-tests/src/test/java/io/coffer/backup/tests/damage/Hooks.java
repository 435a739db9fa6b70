package io.coffer.backup.tests.damage;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/** Calls back before each operation of a store. */
final class Hooks implements ObjectStore {
    private final ObjectStore target;
    private final Hook before;

    /** Takes note of an operation that is about to be done. */
    @FunctionalInterface
    interface Hook {
        void before(String operation, String name) throws IOException;
    }

    Hooks(ObjectStore target, Hook before) {
        this.target = target;
        this.before = before;
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        before.before("put", name);
        target.put(name, data, condition);
    }

    @Override
    public InputStream get(String name) throws IOException {
        before.before("get", name);
        return target.get(name);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        before.before("get", name);
        return target.get(name, offset, length);
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        before.before("stat", name);
        return target.stat(name);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        before.before("list", prefix);
        target.list(prefix, visitor);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        before.before("delete", String.join(" ", names));
        target.delete(names);
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
}
