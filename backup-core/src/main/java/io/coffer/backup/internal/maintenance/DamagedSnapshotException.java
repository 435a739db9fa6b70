package io.coffer.backup.internal.maintenance;

import io.coffer.backup.RepositoryException;

/** A snapshot is not whole, so that it cannot be told what it needs. */
final class DamagedSnapshotException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    DamagedSnapshotException(String snapshot, RepositoryException damage) {
        super(
                "snapshot " + snapshot + " is not whole, and so nothing was deleted: " + damage.getMessage()
                        + "; forget the snapshot if that cannot be repaired, and prune again",
                "snapshots/" + snapshot,
                false,
                damage);
    }
}
