package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;

/** Looks whether packs have the parity that they should have, and whether it is good. Thread-safe. */
final class ParityCheck {
    private final RepositoryCore core;

    ParityCheck(RepositoryCore core) {
        this.core = core;
    }

    /** Checks the parity of a pack, in a repository that has parity. */
    void check(PackId id, Findings findings) throws IOException {
        if (core.config().parameters().parity() == 0) {
            return;
        }
        String name = id.parityName();
        try {
            ParityObjects.read(core.store(), id).verify();
        } catch (CorruptObjectException | UnsupportedFormatException damaged) {
            findings.add(name, damaged);
        } catch (ObjectNotFoundException missing) {
            if (isThere(id)) {
                findings.add(name, "the parity is missing; a repair makes it anew");
            }
        }
    }

    /** A prune deletes packs, and then their parity. */
    private boolean isThere(PackId id) throws IOException {
        try {
            var unused = core.store().stat(id.objectName());
            return true;
        } catch (ObjectNotFoundException pruned) {
            return false;
        }
    }
}
