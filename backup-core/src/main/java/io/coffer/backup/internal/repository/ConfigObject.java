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
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one object that makes a place in a storage a repository. */
public final class ConfigObject {
    private static final String NAME = ObjectType.CONFIG.prefix();
    private static final int MAX_LENGTH = 1 << 20;

    /** Others may have directories of the same names. */
    private static final Pattern OBJECT = Pattern.compile(".*/[0-9a-f]{64}");

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
            String text = holdsOthers(store)
                    ? lost(store)
                    : "there is no repository at " + store.location() + ": it has no object \"" + NAME
                            + "\"; check the location, or create a repository there";
            throw new RepositoryNotFoundException(text, store.location(), none);
        }
    }

    private static String lost(ObjectStore store) {
        return "the repository at " + store.location() + " has lost its object \"" + NAME
                + "\": put a copy of it back, for without it nothing else can be read";
    }

    /** Whether there are objects that only a repository has. */
    private static boolean holdsOthers(ObjectStore store) throws IOException {
        boolean[] found = new boolean[1];
        for (ObjectType type : List.of(ObjectType.SNAPSHOT, ObjectType.DATA_PACK)) {
            store.list(
                    type.prefix(),
                    object -> found[0] |= OBJECT.matcher(object.name()).matches());
        }
        return found[0];
    }

    /**
     * Fails where a repository was that has lost its config: with another one, what is there would seem to be altered. One
     * that has nothing but a config is not noticed.
     *
     * @param store to look in
     * @throws RepositoryExistsException when there are packs or snapshots, with a config or without
     * @throws IOException when the storage fails
     */
    public static void requireNoRemains(ObjectStore store) throws IOException {
        if (holdsOthers(store)) {
            if (exists(store)) {
                throw exists(store, null);
            }
            throw new RepositoryExistsException(lost(store) + ", or choose another place", store.location(), null);
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
