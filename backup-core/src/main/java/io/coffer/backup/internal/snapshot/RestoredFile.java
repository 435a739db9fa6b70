package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A file that is being restored: where it goes, and how much of it is missing. Thread-safe. */
final class RestoredFile {
    private final Path target;
    private final Path part;
    private final String path;
    private final Node node;
    private final AtomicInteger missing = new AtomicInteger();
    private volatile boolean failed;

    RestoredFile(Path target, Path part, String path, Node node) {
        this.target = target;
        this.part = part;
        this.path = path;
        this.node = node;
    }

    /** Where the file will be. */
    Path target() {
        return target;
    }

    /** Where it is written until it is whole. */
    Path part() {
        return part;
    }

    /** Its path relative to the root of the snapshot. */
    String path() {
        return path;
    }

    Node node() {
        return node;
    }

    /** Whether the file is written at once rather than piece by piece. */
    boolean isOnePiece() {
        ContentReference content = node.content();
        return content != null && content.level() == 0 && content.ids().size() == 1 && node.dataRanges() == null;
    }

    void expect() {
        missing.incrementAndGet();
    }

    /** How many pieces are missing. */
    int missing() {
        return missing.get();
    }

    /** Says that a piece is done; true when it was the last one. */
    boolean done() {
        return missing.decrementAndGet() == 0;
    }

    /** Says that the file cannot become whole; true for the first who says it. */
    synchronized boolean fail() {
        boolean first = !failed;
        failed = true;
        return first;
    }

    boolean hasFailed() {
        return failed;
    }

    /** Takes bytes to a place in the file. */
    @FunctionalInterface
    interface Piece {
        void write(long fileOffset, int from, int length) throws IOException;
    }

    /** Splits a piece of the content at the holes of the file. */
    void place(long contentOffset, int length, Piece piece) throws IOException {
        List<DataRange> ranges = node.dataRanges();
        if (ranges == null) {
            piece.write(contentOffset, 0, length);
            return;
        }
        long rangeStart = 0;
        int written = 0;
        for (DataRange range : ranges) {
            long rangeEnd = rangeStart + range.length();
            long at = contentOffset + written;
            if (at < rangeEnd && written < length) {
                int count = (int) Math.min(length - written, rangeEnd - at);
                piece.write(range.offset() + (at - rangeStart), written, count);
                written += count;
            }
            rangeStart = rangeEnd;
        }
        if (written < length) {
            throw Damage.in(path, "its content is longer than its parts with data");
        }
    }
}
