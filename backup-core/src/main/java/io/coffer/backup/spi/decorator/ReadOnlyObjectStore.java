package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;

/**
 * Refuses whatever would change what is stored: {@code put}, {@code delete} and {@code retain} throw
 * {@link StoreAccessException} and do not reach the storage. Reading, listing and {@code recall} work, so a repository
 * on it can be restored and checked; a backup fails when it starts. It guards against mistakes of a program; against
 * others, give it credentials that may read only. As safe for use by many threads as the store below.
 */
public final class ReadOnlyObjectStore extends ForwardingObjectStore {
    /**
     * Makes a store that can be read.
     *
     * @param target does the work; closed with this store
     */
    public ReadOnlyObjectStore(ObjectStore target) {
        super(target);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        throw refusal("put object " + name, ObjectNames.check(name));
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        names.forEach(ObjectNames::check);
        if (!names.isEmpty()) {
            String first = names.iterator().next();
            throw refusal("delete object " + first, first);
        }
        super.delete(names);
    }

    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        names.forEach(ObjectNames::check);
        if (!names.isEmpty()) {
            String first = names.iterator().next();
            throw refusal("retain object " + first, first);
        }
    }

    private StoreAccessException refusal(String what, String name) {
        return new StoreAccessException(
                "cannot " + what + " in " + location() + ": it was opened for reading only; open it for writing",
                name,
                null);
    }
}
