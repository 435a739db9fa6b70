package io.coffer.backup.internal.repository;

import io.coffer.backup.RepositoryExistsException;
import io.coffer.backup.RepositoryNotFoundException;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The one object that makes a place in a storage a repository. */
public final class ConfigObject {
    private static final String NAME = ObjectType.CONFIG.prefix();
    private static final int MAX_LENGTH = 1 << 20;

    private ConfigObject() {}

    /**
     * Reads the config.
     *
     * @param store to look in
     * @return the bytes of the object
     * @throws RepositoryNotFoundException when there is none
     * @throws IOException when the storage fails
     */
    public static byte[] read(ObjectStore store) throws IOException {
        try {
            return Objects.readAll(store, NAME, MAX_LENGTH);
        } catch (ObjectNotFoundException none) {
            throw new RepositoryNotFoundException(
                    "there is no repository at " + store.location() + ": it has no object \"" + NAME
                            + "\"; check the location, or create a repository there",
                    store.location(),
                    none);
        }
    }

    /**
     * Tells whether there is a config, without reading it.
     *
     * @param store to look in
     * @return whether the place is a repository
     * @throws IOException when the storage fails
     */
    public static boolean exists(ObjectStore store) throws IOException {
        try {
            store.stat(NAME);
            return true;
        } catch (ObjectNotFoundException none) {
            return false;
        }
    }

    /**
     * Creates the config where there is none.
     *
     * @param store where to
     * @param config to be stored
     * @throws RepositoryExistsException when there is one
     * @throws IOException when the storage fails
     */
    public static void create(ObjectStore store, byte[] config) throws IOException {
        try {
            store.put(NAME, ObjectData.of(config), PutCondition.IF_ABSENT);
        } catch (ObjectExistsException exists) {
            throw exists(store, exists);
        }
    }

    /**
     * Says that there is a repository already.
     *
     * @param store where it is
     * @param cause what told so, or null
     * @return the exception to be thrown
     */
    public static RepositoryExistsException exists(ObjectStore store, @Nullable IOException cause) {
        return new RepositoryExistsException(
                "there is a repository at " + store.location() + " already; open it, or choose another place",
                store.location(),
                cause);
    }
}
