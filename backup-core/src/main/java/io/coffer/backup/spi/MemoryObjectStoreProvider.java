package io.coffer.backup.spi;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Opens stores in memory by name: {@code memory:name} is the same storage each time it is opened, and lives as long
 * as the class loader that loaded this class, closed or not. Meant for trying things out and for tests: what is
 * stored there uses heap until the program ends.
 *
 * <p>Safe for use by many threads.
 */
public final class MemoryObjectStoreProvider implements ObjectStoreProvider {
    private static final String SCHEME = "memory";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Map<String, MemoryObjectStore> STORES = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public MemoryObjectStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public ObjectStore open(URI uri) {
        String name = uri.getRawSchemeSpecificPart();
        if (!SCHEME.equals(uri.getScheme())
                || uri.getRawFragment() != null
                || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the location of a store in memory: " + ObjectStores.redact(uri)
                    + "; expected memory:name, the name of letters, digits, '.', '_' and '-'");
        }
        return STORES.computeIfAbsent(name, key -> new MemoryObjectStore(SCHEME + ":" + key, Clock.systemUTC()))
                .reopen();
    }
}
