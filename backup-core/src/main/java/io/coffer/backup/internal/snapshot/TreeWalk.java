package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Visits everything under a tree, each directory before its entries, in memory for one path. Not
 * thread-safe.
 */
public final class TreeWalk {
    /** No tree is nested deeper: a path of so many names cannot be used on any known system. */
    public static final int MAX_DEPTH = 2048;

    private final BlobReader blobs;
    private final Visitor visitor;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** Hears what is met. */
    public interface Visitor {
        /**
         * Takes an entry.
         *
         * @param path with slashes
         * @param node the entry
         * @throws IOException to end the walk
         */
        void visit(String path, Node node) throws IOException;

        /**
         * Decides about a directory that was visited.
         *
         * @param path with slashes
         * @param tree of the directory
         * @return whether its entries are visited too
         * @throws IOException to end the walk
         */
        default boolean enters(String path, ContentReference tree) throws IOException {
            return true;
        }

        /**
         * Hears that a tree cannot be read, or not further.
         *
         * @param path of the directory
         * @param damaged what is wrong
         * @throws IOException to end the walk, which is the default
         */
        default void damaged(String path, RepositoryException damaged) throws IOException {
            throw damaged;
        }
    }

    private record Level(String path, TreeDecoder tree) {
        String join(Node node) {
            return PathNames.join(path, node.name());
        }
    }

    private TreeWalk(BlobReader blobs, Visitor visitor) {
        this.blobs = blobs;
        this.visitor = visitor;
    }

    /**
     * Walks.
     *
     * @param blobs reads trees
     * @param tree to start with; it is not visited itself
     * @param path of it
     * @param visitor hears what is met
     * @throws IOException when the storage fails, or the visitor ends the walk
     */
    public static void run(BlobReader blobs, ContentReference tree, String path, Visitor visitor) throws IOException {
        new TreeWalk(blobs, visitor).run(tree, path);
    }

    private void run(ContentReference tree, String path) throws IOException {
        try {
            enter(tree, path);
            while (!levels.isEmpty()) {
                Level level = levels.element();
                Node node = next(level);
                if (node == null) {
                    levels.pop().tree().close();
                } else {
                    visit(level.join(node), node);
                }
            }
        } finally {
            for (Level open : levels) {
                open.tree().close();
            }
        }
    }

    private void visit(String path, Node node) throws IOException {
        visitor.visit(path, node);
        ContentReference content = node.content();
        if (node.type() == EntryType.DIRECTORY && content != null && visitor.enters(path, content)) {
            enter(content, path);
        }
    }

    private void enter(ContentReference tree, String path) throws IOException {
        try {
            if (levels.size() == MAX_DEPTH) {
                throw Damage.in("a tree", "it is nested more than " + MAX_DEPTH + " deep");
            }
            levels.push(new Level(path, Trees.open(blobs, tree)));
        } catch (RepositoryException damaged) {
            visitor.damaged(path, damaged);
        }
    }

    private @Nullable Node next(Level level) throws IOException {
        try {
            return level.tree().next();
        } catch (RepositoryException damaged) {
            visitor.damaged(level.path(), damaged);
            return null;
        }
    }
}
