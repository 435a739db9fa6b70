package io.coffer.backup.internal.repository;

import io.coffer.backup.RepositoryExistsException;
import io.coffer.backup.RepositoryNotFoundException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.Config;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The one object that makes a place in a storage a repository. */
public final class ConfigObject {
    private static final String NAME = ObjectType.CONFIG.prefix();
    private static final int MAX_LENGTH = 1 << 20;

    private ConfigObject() {}

    /**
     * Reads the config.
     *
     * @param store to look in
     * @return the config
     * @throws RepositoryNotFoundException when there is none
     * @throws IOException when the storage fails, or it is not what was stored
     */
    public static Config read(ObjectStore store) throws IOException {
        try {
            return Config.decode(Objects.readAll(store, NAME, MAX_LENGTH));
        } catch (ObjectNotFoundException none) {
            throw new RepositoryNotFoundException(
                    "there is no repository at " + store.location() + ": it has no object \"" + NAME
                            + "\"; check the location, or create a repository there",
                    store.location(),
                    none);
        }
    }

    /**
     * Creates the config where there is none.
     *
     * @param environment says where, and when
     * @param parameters of the new repository
     * @return the config
     * @throws RepositoryExistsException when there is one
     * @throws IOException when the storage fails
     */
    public static Config create(Environment environment, RepositoryParameters parameters) throws IOException {
        ObjectStore store = environment.store();
        byte[] random = new byte[16];
        environment.random().nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        UUID id = new UUID(bits.getLong(), bits.getLong());
        Config config = new Config(id, environment.clock().instant().truncatedTo(ChronoUnit.SECONDS), parameters);
        try {
            store.put(NAME, ObjectData.of(config.encode()), PutCondition.IF_ABSENT);
        } catch (ObjectExistsException exists) {
            throw new RepositoryExistsException(
                    "there is a repository at " + store.location() + " already; open it, or choose another place",
                    store.location(),
                    exists);
        }
        return config;
    }
}
