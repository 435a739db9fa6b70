package io.coffer.backup.internal.snapshot;

import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobLocation;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.content.SegmentReader;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The data of a number of files, brought from the storage in the order in which it lies there: each segment
 * is fetched and decoded once for all files that need something of it. Not thread-safe.
 */
final class RestoreBatch {
    private static final int MAX_FILES = 16_384;
    private static final int MAX_PIECES = 65_536;

    /** Memory for larger segments is not kept: each worker uses one at a time. */
    private static final int MAX_KEPT_BYTES = 4 << 20;

    private final RepositoryCore core;
    private final FileWriter writer;
    private final TaskGroup tasks;
    private final List<Piece> pieces = new ArrayList<>();
    private final ConcurrentLinkedDeque<byte[]> buffers = new ConcurrentLinkedDeque<>();
    private int files;

    private record Piece(ContentId id, BlobLocation location, RestoredFile file, long offset) {
        boolean sameSegment(Piece other) {
            return location.pack().equals(other.location.pack())
                    && location.segment().offset() == other.location.segment().offset();
        }
    }

    RestoreBatch(RepositoryCore core, FileWriter writer, TaskGroup tasks) {
        this.core = core;
        this.writer = writer;
        this.tasks = tasks;
    }

    boolean isFull() {
        return files >= MAX_FILES || pieces.size() >= MAX_PIECES;
    }

    /** Adds a file. A file of very many pieces is written as they are found, so that they need no memory. */
    void add(RestoredFile file) throws IOException {
        files++;
        ContentReference content = Objects.requireNonNull(file.node().content());
        if (content.ids().isEmpty()) {
            writer.create(file);
            return;
        }
        try {
            addPieces(file, content);
        } catch (RepositoryException lost) {
            writer.fail(file, lost);
        } catch (IOException failed) {
            // None of its pieces may be known yet, and then nobody else would remove what was begun.
            writer.abandon(file);
            throw failed;
        }
    }

    private void addPieces(RestoredFile file, ContentReference content) throws IOException {
        ReferenceReader ids = new ReferenceReader(core.blobs(), content);
        boolean single = file.isOnePiece();
        if (!single) {
            // Keeps the file open for more pieces until all are added.
            file.expect();
            writer.create(file);
        }
        long offset = 0;
        for (ContentId id = ids.next(); id != null && !file.hasFailed(); id = ids.next()) {
            BlobLocation location = core.blobs().locate(id);
            file.expect();
            pieces.add(new Piece(id, location, file, offset));
            offset += location.length();
            if (pieces.size() >= 2 * MAX_PIECES) {
                writePieces();
            }
        }
        if (offset != content.size() && !file.hasFailed()) {
            writer.fail(
                    file,
                    io.coffer.backup.internal.format.Damage.in(
                            file.path(), "its chunks have " + offset + " bytes, expected " + content.size()));
        }
        if (!single) {
            writer.writePiece(file, 0, new byte[0], 0, 0);
        }
    }

    /** Writes everything that was added. */
    void run() throws IOException {
        writePieces();
        files = 0;
    }

    /** Removes what was begun, after a failure that ends the restore. */
    void abandon() {
        pieces.forEach(piece -> writer.abandon(piece.file()));
    }

    private void writePieces() throws IOException {
        pieces.sort(Comparator.<Piece, io.coffer.backup.internal.format.PackId>comparing(
                        piece -> piece.location().pack())
                .thenComparingInt(piece -> piece.location().segment().offset()));
        int start = 0;
        while (start < pieces.size()) {
            int end = start + 1;
            while (end < pieces.size() && pieces.get(end).sameSegment(pieces.get(start))) {
                end++;
            }
            List<Piece> group = List.copyOf(pieces.subList(start, end));
            tasks.add(() -> write(group));
            start = end;
        }
        tasks.join();
        pieces.clear();
    }

    private void write(List<Piece> group) throws IOException {
        BlobLocation first = group.get(0).location();
        byte[] buffer = Objects.requireNonNullElseGet(buffers.poll(), () -> new byte[0]);
        byte[] plain;
        try {
            plain = core.segments().read(first, buffer);
        } catch (RepositoryException damaged) {
            group.forEach(piece -> writer.fail(piece.file(), damaged));
            return;
        } catch (ObjectNotFoundException moved) {
            writeElsewhere(group);
            return;
        }
        write(group, plain);
        buffers.push(plain.length > buffer.length && plain.length <= MAX_KEPT_BYTES ? plain : buffer);
    }

    private void write(List<Piece> group, byte[] plain) throws IOException {
        SegmentReader segments = core.segments();
        for (Piece piece : group) {
            BlobLocation location = piece.location();
            try {
                segments.verify(
                        location.pack(), location.type(), piece.id(), plain, location.offset(), location.length());
            } catch (RepositoryException damaged) {
                writer.fail(piece.file(), damaged);
                continue;
            }
            write(piece, plain, location.offset());
        }
    }

    /** The pack is gone: a prune has copied what is needed to another, which the index names by now. */
    private void writeElsewhere(List<Piece> group) throws IOException {
        for (Piece piece : group) {
            try {
                var blob = core.blobs().read(piece.id());
                write(piece, blob.array(), blob.offset());
            } catch (RepositoryException lost) {
                writer.fail(piece.file(), lost);
            }
        }
    }

    private void write(Piece piece, byte[] plain, int offset) throws IOException {
        RestoredFile file = piece.file();
        int length = piece.location().length();
        if (file.isOnePiece()) {
            writer.writeWhole(file, plain, offset, length);
        } else {
            writer.writePiece(file, piece.offset(), plain, offset, length);
        }
    }
}
