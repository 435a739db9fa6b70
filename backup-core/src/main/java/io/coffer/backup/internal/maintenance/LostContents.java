package io.coffer.backup.internal.maintenance;

import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.RepairReport;
import io.coffer.backup.RepairReport.Lost;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.snapshot.SeenBlobs;
import io.coffer.backup.internal.snapshot.TreeWalk;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds which files of which snapshots need a content that has no good home. A tree that is whole with all under it is
 * followed once, whatever the number of snapshots. Not thread-safe.
 */
final class LostContents {
    private final BlobReader blobs;
    private final BlobWriter writer;
    private final Source source;
    private final SeenBlobs whole;
    private final List<Lost> lost = new ArrayList<>();
    private final Set<String> snapshots = new HashSet<>();
    private long count;

    /** Where what is lost may be had. */
    @FunctionalInterface
    interface Source {
        /** Brings a blob into the repository; false when it cannot be had. */
        boolean bring(ContentId id, ObjectType type) throws IOException;
    }

    /**
     * Prepares.
     *
     * @param homes the index without packs that are damaged
     * @param blobs reads trees from these homes
     * @param writer knows these homes, and what is about to have one
     * @param source asked for what has no home
     */
    LostContents(Index homes, BlobReader blobs, BlobWriter writer, Source source) {
        this.blobs = blobs;
        this.writer = writer;
        this.source = source;
        this.whole = new SeenBlobs(homes);
    }

    List<Lost> lost() {
        return lost;
    }

    long count() {
        return count;
    }

    /** Ids of the snapshots that have lost something. */
    Set<String> snapshots() {
        return snapshots;
    }

    void look(String snapshot, Manifest manifest) throws IOException {
        new Walk(snapshot, manifest.sources().size() == 1).run(manifest.root());
    }

    /** The way through one snapshot. */
    private final class Walk implements TreeWalk.Visitor {
        private final String snapshot;
        /** The directory of a single source is not seen from outside. */
        private final boolean singleSource;
        /** Trees that may be whole: they are, if nothing turns out to be lost. */
        private final List<ContentId> entered = new ArrayList<>();

        private boolean isWhole = true;

        Walk(String snapshot, boolean singleSource) {
            this.snapshot = snapshot;
            this.singleSource = singleSource;
        }

        void run(ContentReference root) throws IOException {
            if (enters("", root)) {
                TreeWalk.run(blobs, root, "", this);
            }
            if (isWhole) {
                for (ContentId tree : entered) {
                    boolean unused = whole.add(tree);
                }
            }
        }

        @Override
        public void visit(String path, Node node) throws IOException {
            ContentReference content = node.content();
            if (content != null && node.type() != EntryType.DIRECTORY) {
                ContentId gone = firstLost(content, ObjectType.DATA_PACK);
                if (gone != null) {
                    add(path, gone.toString());
                }
            }
        }

        @Override
        public boolean enters(String path, ContentReference tree) throws IOException {
            boolean onePiece = tree.level() == 0 && tree.ids().size() == 1;
            if (onePiece && whole.contains(tree.ids().get(0))) {
                return false;
            }
            ContentId gone = firstLost(tree, ObjectType.METADATA_PACK);
            if (gone != null) {
                // What can be read of a large directory is in the snapshot still, and is not looked through here.
                add(path + "/", gone.toString());
                return false;
            }
            if (onePiece) {
                entered.add(tree.ids().get(0));
            }
            return true;
        }

        @Override
        public void damaged(String path, RepositoryException damaged) {
            add(path + "/", damaged.subject());
        }

        private void add(String path, String content) {
            isWhole = false;
            snapshots.add(snapshot);
            count++;
            if (lost.size() < RepairReport.MAX_LOST) {
                lost.add(new Lost(snapshot, shown(path), content));
            }
        }

        private String shown(String path) {
            int first = path.indexOf('/');
            if (!singleSource || first < 0) {
                return path;
            }
            return first == path.length() - 1 ? "/" : path.substring(first + 1);
        }
    }

    /** Brings what is missing of a reference; gives the first that cannot be had. */
    private @Nullable ContentId firstLost(ContentReference content, ObjectType type) throws IOException {
        ContentId first = null;
        Deque<ContentReference> lists = new ArrayDeque<>();
        lists.push(content);
        while (!lists.isEmpty()) {
            ContentReference list = lists.pop();
            ObjectType kind = list.level() > 0 ? ObjectType.METADATA_PACK : type;
            boolean brought = false;
            for (ContentId id : list.ids()) {
                boolean there = writer.contains(id);
                if (!there) {
                    there = source.bring(id, kind);
                    brought |= there;
                }
                if (!there && first == null) {
                    first = id;
                }
            }
            if (brought && kind == ObjectType.METADATA_PACK) {
                // It is about to be read.
                writer.flush();
            }
            for (ContentId id : list.level() > 0 ? list.ids() : List.<ContentId>of()) {
                if (writer.contains(id)) {
                    lists.push(ReferenceReader.list(blobs, id, list.level() - 1));
                }
            }
        }
        return first;
    }
}
