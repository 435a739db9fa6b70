package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets new objects come and keeps those that are there. What a client may do:
 *
 * <ul>
 *   <li>read and list everything, {@code recall} and {@code retain};
 *   <li>put objects under names that are free. A put on a name that is taken succeeds when the same bytes are there,
 *       and is refused otherwise;
 *   <li>put, replace and delete objects whose names start with {@code sessions/}: a writer makes itself known there,
 *       renews its heartbeat, and takes its session away at the end. Nothing that a snapshot needs lies there.
 * </ul>
 *
 * <p>Everything else throws {@link StoreAccessException} and changes nothing; of a delete that names both, nothing is
 * deleted. So backups, restores and checks work, and forgetting, pruning and rebuilding the index need another client.
 * A backup that fails at its very end cannot take its manifest back: the refusal is the cause of its failure, or
 * suppressed in it.
 *
 * <p>On a store without {@link io.coffer.backup.spi.StoreCapabilities#conditionalPut()} looking and putting are two
 * steps. This guards against mistakes of a program; against others, give it credentials that allow no more than the
 * list above. As safe for use by many threads as the store below.
 */
public final class AppendOnlyObjectStore extends ForwardingObjectStore {
    private static final String SESSIONS = "sessions/";

    /**
     * Makes a store that grows only.
     *
     * @param target does the work; closed with this store
     */
    public AppendOnlyObjectStore(ObjectStore target) {
        super(target);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        if (condition == PutCondition.IF_ABSENT || ObjectNames.check(name).startsWith(SESSIONS)) {
            super.put(name, data, condition);
            return;
        }
        try {
            super.put(name, data, PutCondition.IF_ABSENT);
        } catch (ObjectExistsException exists) {
            if (!isThere(name, data)) {
                throw refusal("replace", name, exists);
            }
        }
    }

    private boolean isThere(String name, ObjectData data) throws IOException {
        try (InputStream there = get(name)) {
            return Streams.sameBytes(data, there);
        }
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        List<String> checked = List.copyOf(names);
        checked.forEach(ObjectNames::check);
        for (String name : checked) {
            if (!name.startsWith(SESSIONS)) {
                throw refusal("delete", name, null);
            }
        }
        super.delete(checked);
    }

    private StoreAccessException refusal(String what, String name, @Nullable ObjectExistsException cause) {
        return new StoreAccessException(
                "cannot " + what + " object " + name + " in " + location()
                        + ": it was opened for appending only; use a client that may delete",
                name,
                cause);
    }
}
