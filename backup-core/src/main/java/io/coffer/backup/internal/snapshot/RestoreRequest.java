package io.coffer.backup.internal.snapshot;

import io.coffer.backup.RestoreOperation.Conflict;
import io.coffer.backup.source.PathPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is to be restored, and how.
 *
 * @param snapshot from which
 * @param target directory that gets the root of the snapshot
 * @param includes what is wanted; everything when there are none
 * @param conflict what happens where something is in the way
 * @param deleteExtra whether to remove what the snapshot does not have
 * @param coldWait how long storage may take to bring what it keeps cold
 * @param countFirst whether to find out how much is wanted, when it is not everything, before anything is done
 */
public record RestoreRequest(
        SnapshotView snapshot,
        Path target,
        List<PathPattern> includes,
        Conflict conflict,
        boolean deleteExtra,
        Duration coldWait,
        boolean countFirst) {
    boolean wants(String path) {
        if (includes.isEmpty()) {
            return true;
        }
        for (PathPattern pattern : includes) {
            if (pattern.covers(path)) {
                return true;
            }
        }
        return false;
    }
}
