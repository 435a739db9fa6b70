package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryName;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a directory as the previous snapshot has them, asked for in the order of their names. When
 * it cannot be read, everything counts as new: the previous snapshot only saves work. Not thread-safe.
 */
final class PreviousTree implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(PreviousTree.class);

    private @Nullable TreeDecoder tree;
    private @Nullable Node next;
    private int passed;

    PreviousTree(BlobReader blobs, @Nullable ContentReference reference) throws IOException {
        if (reference == null) {
            return;
        }
        try {
            tree = Trees.open(blobs, reference);
            next = tree.next();
        } catch (IOException unreadable) {
            giveUp(unreadable);
        }
    }

    /** Finds an entry; names must be asked for in ascending order. */
    @Nullable
    PreviousEntry find(EntryName name) throws IOException {
        try {
            while (tree != null && next != null) {
                int order = next.name().compareTo(name);
                if (order > 0) {
                    return null;
                }
                Node found = next;
                next = tree.next();
                passed++;
                if (order == 0) {
                    return new PreviousEntry(found, passed - 1);
                }
            }
        } catch (IOException unreadable) {
            giveUp(unreadable);
        }
        return null;
    }

    /** How many entries the tree has; negative as long as the last one was not passed, or when that cannot be told. */
    int size() {
        return tree != null && next == null ? passed : -1;
    }

    private void giveUp(IOException unreadable) throws IOException {
        if (Interruptions.isOne(unreadable)) {
            throw unreadable;
        }
        LOG.warn("the previous snapshot cannot be compared with; files are read anew", unreadable);
        tree = null;
        next = null;
    }

    @Override
    public void close() throws IOException {
        if (tree != null) {
            tree.close();
        }
    }
}
