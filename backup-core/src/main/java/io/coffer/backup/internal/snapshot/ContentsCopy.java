package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Manifest;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A way of bringing what a snapshot refers to into another repository. Not thread-safe. */
interface ContentsCopy {
    /**
     * Brings the contents of a snapshot. They are on their way to packs when it returns. After a failure nothing more
     * can be copied with it: it takes for stored what it was about to store.
     *
     * @param manifest of the snapshot
     * @param earlier what was copied before and may be much the same
     * @param tasks runs what is to be done
     * @return the root of the copy
     * @throws IOException when it cannot be copied
     */
    ContentReference copy(Manifest manifest, Earlier earlier, TaskGroup tasks) throws IOException;

    /** Counts what was read from the origin, in bytes before compression. */
    long readBytes();

    /**
     * A snapshot that was copied before.
     *
     * @param original its root in the origin; null for none
     * @param copy root of its copy in the destination; null for none
     */
    record Earlier(
            @Nullable ContentReference original, @Nullable ContentReference copy) {}
}
