package io.coffer.backup.internal.filesystem;

import io.coffer.backup.Node;
import io.coffer.backup.internal.content.Blob;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of a snapshot at any place, with one chunk of it in memory. Going forward skips chunks by what the index
 * says of their length, without fetching them; going back starts at the first chunk. Safe for use by many threads.
 */
final class SnapshotChannel implements SeekableByteChannel {
    private final BlobReader blobs;
    private final ContentReference content;
    private final List<DataRange> ranges;
    private final long size;
    private final String name;
    private final Runnable whenClosed;
    private long position;
    private boolean closed;

    // The chunk that was found last: where it starts in the data, and its bytes once they were needed.
    private ReferenceReader ids;
    private @Nullable ContentId chunk;
    private long chunkStart;
    private int chunkLength;
    private byte @Nullable [] bytes;

    SnapshotChannel(BlobReader blobs, Node file, String name, Runnable whenClosed) {
        this.blobs = blobs;
        this.content = Objects.requireNonNull(file.content());
        this.size = file.attributes().size();
        List<DataRange> kept = file.dataRanges();
        if (kept != null) {
            this.ranges = kept;
        } else {
            this.ranges = content.size() == 0 ? List.of() : List.of(new DataRange(0, content.size()));
        }
        this.name = name;
        this.whenClosed = whenClosed;
        this.ids = new ReferenceReader(blobs, content);
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        requireOpen();
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= size) {
            return -1;
        }
        long dataStart = 0;
        for (DataRange range : ranges) {
            if (position < range.offset()) {
                return zeros(target, Math.min(range.offset(), size));
            }
            if (position < range.end()) {
                return data(target, dataStart + (position - range.offset()), range.end() - position);
            }
            dataStart += range.length();
        }
        return zeros(target, size);
    }

    private int zeros(ByteBuffer target, long end) {
        int count = (int) Math.min(target.remaining(), end - position);
        for (int i = 0; i < count; i++) {
            target.put((byte) 0);
        }
        position += count;
        return count;
    }

    private int data(ByteBuffer target, long offset, long most) throws IOException {
        moveTo(offset);
        byte[] read = bytes;
        if (read == null) {
            Blob blob = blobs.read(Objects.requireNonNull(chunk));
            if (blob.length() != chunkLength) {
                throw Damage.in(name, "a chunk has " + blob.length() + " bytes, the index says " + chunkLength);
            }
            // A copy: what the blob lies in is a segment, and many channels may be open.
            read = java.util.Arrays.copyOfRange(blob.array(), blob.offset(), blob.offset() + blob.length());
            bytes = read;
        }
        int from = (int) (offset - chunkStart);
        int count = (int) Math.min(Math.min(target.remaining(), most), chunkLength - from);
        target.put(read, from, count);
        position += count;
        return count;
    }

    /** Finds the chunk that has a byte of the data. */
    private void moveTo(long offset) throws IOException {
        if (offset < chunkStart) {
            ids = new ReferenceReader(blobs, content);
            chunk = null;
            chunkStart = 0;
            chunkLength = 0;
            bytes = null;
        }
        while (chunk == null || offset >= chunkStart + chunkLength) {
            ContentId next = ids.next();
            if (next == null) {
                throw Damage.in(name, "its chunks end at " + (chunkStart + chunkLength) + " of " + content.size());
            }
            chunkStart += chunkLength;
            chunkLength = blobs.length(next);
            chunk = next;
            bytes = null;
        }
    }

    @Override
    public synchronized long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public synchronized SeekableByteChannel position(long other) throws IOException {
        requireOpen();
        if (other < 0) {
            throw new IllegalArgumentException("a negative position: " + other);
        }
        position = other;
        return this;
    }

    @Override
    public synchronized long size() throws IOException {
        requireOpen();
        return size;
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long length) {
        throw new NonWritableChannelException();
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        bytes = null;
        whenClosed.run();
    }
}
