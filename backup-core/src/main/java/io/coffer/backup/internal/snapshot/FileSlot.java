package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.source.SourceEntry;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The place of a file in its tree while the file is being read by another thread. */
final class FileSlot {
    private final SourceEntry entry;
    private final String directory;
    private final CountDownLatch ready;

    // Written before the latch is opened, read after.
    private @Nullable Node node;

    FileSlot(SourceEntry entry, String directory, CountDownLatch ready) {
        this.entry = entry;
        this.directory = directory;
        this.ready = ready;
    }

    SourceEntry entry() {
        return entry;
    }

    /** The path of the directory, relative to the root of the source. */
    String directory() {
        return directory;
    }

    CountDownLatch ready() {
        return ready;
    }

    boolean isReady() {
        return ready.getCount() == 0;
    }

    void set(Node read) {
        node = read;
    }

    /** What was read; null when the file is gone or cannot be read. */
    @Nullable
    Node node() {
        return node;
    }

    /** The path of the file, relative to the root of its source. */
    @Override
    public String toString() {
        return PathNames.join(directory, entry.name());
    }
}
