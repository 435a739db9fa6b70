package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.PreviousCuts;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads large files of a source, one at a time. While the last chunks of one are hashed and compressed, the next is read
 * already. Not thread-safe.
 */
final class LargeFileReads {
    private final LargeFiles files;
    private final FileReader reader;
    private final Monitor monitor;
    private final Function<ContentReference, PreviousCuts> cuts;
    private final Deque<Unfinished> unfinished = new ArrayDeque<>();

    /** A file that was read, and whose chunks are not all stored. */
    private record Unfinished(FileSlot slot, ReadFile file, LargeFiles.Content content) {}

    /**
     * Prepares.
     *
     * @param cuts gives those of a previous content
     */
    LargeFileReads(
            LargeFiles files, FileReader reader, Monitor monitor, Function<ContentReference, PreviousCuts> cuts) {
        this.files = files;
        this.reader = reader;
        this.monitor = monitor;
        this.cuts = cuts;
    }

    /**
     * Reads a file; its slot is ready when its content is known, which another call on this object finds out.
     *
     * @param previous what the file had in the previous snapshot
     */
    FileSlot read(SourceEntry entry, String directory, @Nullable ContentReference previous) throws IOException {
        FileSlot slot = new FileSlot(entry, directory, new CountDownLatch(1));
        Storing storing = new Storing(slot, previous);
        ReadFile file = reader.read(slot, storing);
        if (file == null || storing.content == null) {
            monitor.done(1, 0, slot);
            slot.ready().countDown();
        } else {
            monitor.done(1, LargeFiles.uncounted(file.attributes(), storing.content.size()), slot);
            unfinished.add(new Unfinished(slot, file, storing.content));
        }
        files.finishReady();
        completeStored();
        return slot;
    }

    /** Waits until all files are stored that were read. */
    void finish() throws IOException {
        files.finishAll();
        completeStored();
    }

    private void completeStored() throws IOException {
        while (!unfinished.isEmpty() && unfinished.element().content().isStored()) {
            Unfinished stored = unfinished.remove();
            stored.slot().set(stored.file().with(stored.content().reference()));
            stored.slot().ready().countDown();
        }
    }

    private final class Storing implements FileReader.Storing {
        private final FileSlot slot;
        private final @Nullable ContentReference previous;
        private LargeFiles.@Nullable Content content;

        Storing(FileSlot slot, @Nullable ContentReference previous) {
            this.slot = slot;
            this.previous = previous;
        }

        @Override
        public long store(InputStream in, long expected) throws IOException {
            LargeFiles.Content stored = files.read(in, expected, previous == null ? null : cuts.apply(previous), slot);
            content = stored;
            return stored.size();
        }
    }
}
