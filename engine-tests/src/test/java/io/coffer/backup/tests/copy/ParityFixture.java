package io.coffer.backup.tests.copy;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small repository with parity, and ways to damage it. */
abstract class ParityFixture extends DamageFixture {
    static final RepositoryParameters SMALL = new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 16 << 10, 1);
    static final int PERCENT = 10;

    Repository open(ObjectStore store, int percent, boolean encrypted) throws IOException {
        RepositoryBuilder builder = Repository.at(store)
                .cacheDirectory(fresh("cache"))
                .parameters(SMALL)
                .parity(percent);
        byte[] content = new byte[32];
        Arrays.fill(content, (byte) 3);
        try (RepositoryKey key = Keys.keyFile(content)) {
            return encrypted ? builder.key(key).openOrCreate() : builder.openOrCreate();
        }
    }

    Repository open(boolean encrypted) throws IOException {
        return open(storage.reopen(), PERCENT, encrypted);
    }

    void makeRepository(boolean encrypted) throws IOException {
        try (Repository repository = open(encrypted)) {
            backup(repository);
        }
    }

    /** Names and bytes, as text. */
    static Map<String, String> objects(ObjectStore store, String prefix) throws IOException {
        Map<String, String> objects = new TreeMap<>();
        store.list(prefix, object -> {
            try (InputStream in = store.get(object.name())) {
                objects.put(object.name(), HexFormat.of().formatHex(in.readAllBytes()));
            }
        });
        return objects;
    }

    static List<String> ofPacks(List<String> parity) {
        return parity.stream()
                .map(name -> name.replaceFirst("^parity/", "packs/"))
                .toList();
    }

    static byte[] flip(byte[] bytes, int at) {
        bytes[at] ^= 0x40;
        return bytes;
    }

    static byte[] erase(byte[] bytes, int from, int length) {
        Arrays.fill(bytes, from, from + length, (byte) 0);
        return bytes;
    }
}
