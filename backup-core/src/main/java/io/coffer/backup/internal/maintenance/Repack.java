package io.coffer.backup.internal.maintenance;

import io.coffer.backup.internal.content.Blob;
import io.coffer.backup.internal.content.BlobLocation;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.PackSeal;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;

/**
 * Copies contents that count to new packs. What has a home already, by the index that it is given, is not copied.
 * Every content is verified before it is copied.
 */
final class Repack implements AutoCloseable {
    private static final int TASKS_PER_WORKER = 2;

    private final RepositoryCore core;
    private final BlobWriter writer;
    private final Monitor monitor;
    private final TaskGroup tasks;

    Repack(RepositoryCore core, Index homes, Monitor monitor) {
        this.core = core;
        this.monitor = monitor;
        this.writer = core.newWriter(homes);
        // Not on the threads of transfers: those store the packs that these tasks fill.
        this.tasks = new TaskGroup(
                core.environment().workers(), core.environment().parallel() * TASKS_PER_WORKER, "the prune");
    }

    /** Copies what counts of a pack; returns before that is done. */
    void pack(PackId id, long length, LiveMark live) throws IOException {
        tasks.add(() -> {
            PackEntry pack = PackReader.read(core, new ObjectInfo(id.objectName(), length, Instant.EPOCH));
            for (PackDirectory.Segment segment : pack.directory().segments()) {
                segment(pack, segment, live);
            }
            monitor.done(0, length, null);
        });
    }

    private void segment(PackEntry pack, PackDirectory.Segment segment, LiveMark live) throws IOException {
        BitSet needed = needed(segment.blobs(), live);
        if (needed.isEmpty()) {
            return;
        }
        boolean all = needed.cardinality() == segment.blobs().size();
        if (all && pack.type() == ObjectType.DATA_PACK && writer.takesWhole(segment)) {
            copyWhole(pack, segment);
            return;
        }
        byte[] plain =
                core.segments().read(pack.id(), pack.type(), pack.keyBlock(), place(segment, segment.storedLength()));
        int offset = 0;
        for (int i = 0; i < segment.blobs().size(); i++) {
            PackDirectory.Blob blob = segment.blobs().get(i);
            if (needed.get(i)) {
                core.segments().verify(pack.id(), pack.type(), blob.id(), plain, offset, blob.length());
                writer.putVerified(blob.id(), pack.type(), plain, offset, blob.length());
            }
            offset += blob.length();
        }
    }

    private BitSet needed(List<PackDirectory.Blob> blobs, LiveMark live) throws IOException {
        BitSet needed = new BitSet(blobs.size());
        for (int i = 0; i < blobs.size(); i++) {
            ContentId id = blobs.get(i).id();
            needed.set(i, live.isLive(id) && !writer.contains(id));
        }
        return needed;
    }

    /** To compress again what is compressed would be most of the work. */
    private void copyWhole(PackEntry pack, PackDirectory.Segment segment) throws IOException {
        byte[] encoded = core.segments().fetch(pack.id(), pack.type(), place(segment, segment.storedLength()));
        PackSeal seal = core.keys().open(pack.id(), pack.type(), pack.keyBlock());
        if (seal != null) {
            ByteBuffer opened =
                    seal.openSegment(pack.id().objectName(), encoded, segment.storedLength(), segment.offset());
            encoded = new byte[opened.remaining()];
            opened.get(encoded);
        }
        byte[] plain = new byte[segment.plainLength()];
        core.segments().decode(pack.id(), place(segment, encoded.length), null, encoded, plain);
        int offset = 0;
        for (PackDirectory.Blob blob : segment.blobs()) {
            core.segments().verify(pack.id(), pack.type(), blob.id(), plain, offset, blob.length());
            offset += blob.length();
        }
        writer.putWhole(segment, encoded);
    }

    private static IndexTable.Segment place(PackDirectory.Segment segment, int length) {
        return new IndexTable.Segment(0, segment.offset(), length, segment.plainLength(), segment.encoding());
    }

    /** Copies a content that has no home from wherever it can still be read. */
    void rescue(ContentId id, Index index, BlobReader blobs) throws IOException {
        Blob blob = blobs.read(id);
        List<BlobLocation> places = index.findAll(id);
        if (places.isEmpty()) {
            throw BlobReader.missing(id, null);
        }
        writer.putVerified(id, places.get(0).type(), blob.array(), blob.offset(), blob.length());
    }

    /** Makes everything durable, and names it in the index. */
    void finish() throws IOException {
        tasks.join();
        writer.flush();
    }

    long contents() {
        return writer.newContents();
    }

    long bytes() {
        return writer.newBytes();
    }

    long storedBytes() {
        return writer.storedBytes();
    }

    @Override
    public void close() {
        try (writer;
                tasks) {
            // Tasks first, then what they write with.
        }
    }
}
