package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

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
