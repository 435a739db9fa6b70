package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.Lane;
import io.coffer.backup.internal.content.ReferenceWriter;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;

/** Reads small files of a source, many in one task. */
final class FileBatches {
    private final BlobWriter blobs;
    private final FileReader reader;
    private final Monitor monitor;
    private final SlotBatches<FileSlot> batches;

    FileBatches(
            BlobWriter blobs, TaskGroup tasks, FileReader reader, Monitor monitor, Chunker chunker, int batchBytes) {
        this.blobs = blobs;
        this.reader = reader;
        this.monitor = monitor;
        this.batches = new SlotBatches<>(blobs, tasks, chunker, batchBytes, this::read);
    }

    /** Adds a file to the open batch. */
    FileSlot add(SourceEntry entry, String directory) throws IOException {
        return batches.add(entry, directory, entry.attributes().size(), Function.identity());
    }

    /** Hands the open batch to the workers. */
    void submit() throws IOException {
        batches.submit();
    }

    private void read(List<FileSlot> slots, StreamCutter cutter, Lane lane) throws IOException {
        Storing storing = new Storing(cutter, lane);
        for (FileSlot slot : slots) {
            ReadFile file = reader.read(slot, storing);
            if (file != null) {
                slot.set(file.with(storing.content()));
            }
            monitor.done(1, slot.entry().attributes().size(), slot);
        }
    }

    /** Stores the files of a batch, one after the other. */
    private final class Storing implements FileReader.Storing, StreamCutter.Chunks {
        private final StreamCutter cutter;
        private final Lane lane;
        private ReferenceWriter reference = blobs.newReference();

        Storing(StreamCutter cutter, Lane lane) {
            this.cutter = cutter;
            this.lane = lane;
        }

        @Override
        public long store(InputStream in, long expected) throws IOException {
            reference = blobs.newReference();
            return cutter.cut(in, expected, this);
        }

        /** What was stored last. */
        ContentReference content() throws IOException {
            return reference.finish();
        }

        @Override
        public void take(byte[] bytes, int offset, int length) throws IOException {
            reference.add(lane.put(bytes, offset, length), length);
        }
    }
}
