package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.MissingBlobs;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.internal.format.TreeEncoder;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The tree of a directory whose entries are still coming. As long as they are those of the previous tree, from its first
 * one on, they are only counted: if that goes on to the end, the previous tree is the tree. At the first one that is not,
 * those before it are read again from there and written. Not thread-safe.
 */
final class OpenTree {
    /** The place of an entry that is not as it was. */
    static final int NO_PLACE = -1;

    /** So that little is done twice when the last entry of a large directory is another. */
    private static final int MAX_SAME = 4096;

    private final Tools tools;
    private final @Nullable Node directory;
    private final int place;
    private final @Nullable ContentReference previous;
    private int same;
    private @Nullable TreeWriter writer;

    /** What writes trees, and reads previous ones. */
    record Tools(BlobWriter blobs, BlobReader previous, Chunker chunker, TreeEncoder encoder) {
        TreeWriter newWriter() throws IOException {
            return new TreeWriter(blobs, chunker, encoder);
        }
    }

    /**
     * Starts.
     *
     * @param directory the entry of the directory, without content; null above all directories
     * @param place which entry of the previous tree above it was the same; {@link #NO_PLACE} if none was
     * @param previous tree of the directory; null when there is none, or it is not to be relied on
     */
    OpenTree(Tools tools, @Nullable Node directory, int place, @Nullable ContentReference previous) {
        this.tools = tools;
        this.directory = directory;
        this.place = place;
        this.previous = previous;
    }

    @Nullable
    Node directory() {
        return directory;
    }

    /** Adds an entry, which was at that place of the previous tree if it is the same. */
    void add(Node node, int place) throws IOException {
        if (writer == null) {
            if (previous != null && place == same && same < MAX_SAME) {
                same++;
                return;
            }
            writer = written();
        }
        writer.add(node);
    }

    /** A writer that has the entries that were only counted. */
    private TreeWriter written() throws IOException {
        TreeWriter started = tools.newWriter();
        if (previous != null && same > 0) {
            try (TreeDecoder tree = Trees.open(tools.previous(), previous)) {
                for (int i = 0; i < same; i++) {
                    Node node = tree.next();
                    if (node == null) {
                        throw Damage.in("the previous tree", "it has " + i + " entries, and had " + same);
                    }
                    started.add(node);
                }
            }
        }
        return started;
    }

    /**
     * Ends the tree.
     *
     * @param previousSize how many entries the previous tree has; negative when that is not known
     */
    ContentReference finish(int previousSize) throws IOException {
        if (writer == null && previous != null && same == previousSize && hasHomes(previous)) {
            return previous;
        }
        return (writer == null ? written() : writer).finish();
    }

    /** What lost its home since is written again. */
    private boolean hasHomes(ContentReference tree) throws IOException {
        try {
            return MissingBlobs.first(tools.previous(), tools.blobs()::contains, tree) == null;
        } catch (RepositoryException lost) {
            return false;
        }
    }

    /** Which entry of the previous tree above the directory is, with this content: it has changed if the content has. */
    int placeWith(ContentReference content) {
        return content.equals(previous) ? place : NO_PLACE;
    }
}
