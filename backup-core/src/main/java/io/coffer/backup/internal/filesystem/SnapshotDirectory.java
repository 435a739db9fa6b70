package io.coffer.backup.internal.filesystem;

import io.coffer.backup.Node;
import io.coffer.backup.internal.format.TreeDecoder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Lists a directory as its tree is read, whatever its size. Not thread-safe, but for closing. */
final class SnapshotDirectory implements DirectoryStream<Path>, Iterator<Path> {
    private final SnapshotPath directory;
    private final TreeDecoder tree;
    private final Filter<? super Path> filter;
    private final Runnable whenClosed;
    private @Nullable Path next;
    private boolean iterating;
    private volatile boolean closed;

    SnapshotDirectory(SnapshotPath directory, TreeDecoder tree, Filter<? super Path> filter, Runnable whenClosed) {
        this.directory = directory;
        this.tree = tree;
        this.filter = filter;
        this.whenClosed = whenClosed;
    }

    @Override
    public Iterator<Path> iterator() {
        if (closed || iterating) {
            throw new IllegalStateException(closed ? "the directory is closed" : "it was listed already");
        }
        iterating = true;
        return this;
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && !closed) {
                Node node = tree.next();
                if (node == null) {
                    break;
                }
                Path path = directory.child(NameText.of(node.name()), node);
                next = filter.accept(path) ? path : null;
            }
        } catch (IOException failed) {
            throw new DirectoryIteratorException(failed);
        }
        return next != null;
    }

    @Override
    public Path next() {
        Path found = hasNext() ? next : null;
        if (found == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return found;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            whenClosed.run();
            tree.close();
        }
    }
}
