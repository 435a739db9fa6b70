package io.coffer.backup.internal.maintenance;

import io.coffer.backup.internal.repository.RepositoryCore;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks what snapshots refer to while others may forget them: what is missing of a snapshot that is gone is no damage.
 * Not thread-safe.
 */
final class SnapshotCheck {
    private final RepositoryCore core;
    private final Supplier<ReferenceCheck> begin;

    /**
     * Prepares.
     *
     * @param core the repository
     * @param begin starts to follow references, with nothing seen and nothing found
     */
    SnapshotCheck(RepositoryCore core, Supplier<ReferenceCheck> begin) {
        this.core = core;
        this.begin = begin;
    }

    /**
     * Checks snapshots.
     *
     * @param ids of those that were there when the check began
     * @return what was found and counted for those that still are
     */
    ReferenceCheck run(Set<String> ids) throws IOException {
        Set<String> left = new LinkedHashSet<>(ids);
        while (true) {
            ReferenceCheck references = begin.get();
            String forgotten = check(left, references);
            if (forgotten == null) {
                return references;
            }
            // Not only what was found is dropped, but also what was seen: a tree that others share may be damaged.
            left.remove(forgotten);
        }
    }

    /** Checks one after the other; stops at one that was forgotten meanwhile, and gives its id. */
    private @Nullable String check(Set<String> ids, ReferenceCheck references) throws IOException {
        for (String id : ids) {
            long before = references.findings().count();
            references.check(id);
            if (references.findings().count() > before && !core.snapshots().exists(id)) {
                return id;
            }
        }
        return null;
    }
}
