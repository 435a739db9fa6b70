package io.coffer.backup.store.azure;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the tests do with objects. */
final class TestObjects {
    private TestObjects() {}

    /** Bytes that are the same each time. */
    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static void put(ObjectStore store, String name, int size) throws IOException {
        store.put(name, ObjectData.of(bytes(size)), PutCondition.NONE);
    }

    static void putNew(ObjectStore store, String name, int size) throws IOException {
        store.put(name, ObjectData.of(bytes(size)), PutCondition.IF_ABSENT);
    }

    static void put(ObjectStore store, String name, int size, ObjectUse use) throws IOException {
        store.put(name, ObjectData.of(ByteBuffer.wrap(bytes(size)), use), PutCondition.NONE);
    }

    static byte[] read(ObjectStore store, String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    static List<String> names(ObjectStore store) throws IOException {
        List<String> names = new ArrayList<>();
        store.list("", object -> names.add(object.name()));
        return names;
    }
}
