package io.coffer.backup.internal.maintenance;

import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.snapshot.TreeWalk;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Follows every reference from the manifests down: each tree is read once, each content must have a home.
 * What was seen is one bit for each entry of the index. Not thread-safe.
 */
final class ReferenceCheck {
    private final RepositoryCore core;
    private final Findings findings = new Findings();
    private final TaskGroup packs;
    private final Monitor monitor;
    private final boolean countsTrees;
    private final Predicate<PackId> stored;
    private final BlobReader blobs;
    private final List<Index.Run> runs;
    private final BitSet[] seen;
    /** Trees of several pieces: other trees may share all pieces with them. */
    private final Set<ContentReference> largeTrees = new HashSet<>();

    private long snapshots;
    private long trees;
    private long contents;

    /**
     * Prepares.
     *
     * @param packs the rest of the check, which ends this one when it fails
     * @param countsTrees whether trees are what the check is measured by
     * @param stored tells which packs are there
     */
    ReferenceCheck(
            RepositoryCore core, TaskGroup packs, Monitor monitor, boolean countsTrees, Predicate<PackId> stored) {
        this.core = core;
        this.packs = packs;
        this.monitor = monitor;
        this.countsTrees = countsTrees;
        this.stored = stored;
        this.blobs = core.storedBlobs();
        this.runs = core.index().runs();
        this.seen = new BitSet[runs.size()];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new BitSet(runs.get(i).table().size());
        }
    }

    /** What is wrong so far. */
    Findings findings() {
        return findings;
    }

    long snapshots() {
        return snapshots;
    }

    long trees() {
        return trees;
    }

    long contents() {
        return contents;
    }

    void check(String snapshot) throws IOException {
        String object = ObjectType.SNAPSHOT.prefix() + snapshot;
        Manifest manifest;
        snapshots++;
        try {
            manifest = core.snapshots().readStored(snapshot);
        } catch (ObjectNotFoundException gone) {
            // Forgotten since it was listed, as a rule.
            if (core.snapshots().exists(snapshot)) {
                findings.add(object, gone);
            } else {
                snapshots--;
            }
            return;
        } catch (RepositoryException damaged) {
            findings.add(object, damaged);
            return;
        }
        if (enters(manifest.root(), "")) {
            TreeWalk.run(blobs, manifest.root(), "", new Visitor(snapshot));
        }
    }

    private boolean enters(ContentReference tree, String path) throws IOException {
        packs.goOn();
        boolean isNew = isNewTree(tree);
        if (isNew) {
            trees++;
            monitor.done(countsTrees ? 1 : 0, 0, path);
        }
        return isNew;
    }

    private final class Visitor implements TreeWalk.Visitor {
        private final String snapshot;

        Visitor(String snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public void visit(String path, Node node) throws IOException {
            packs.goOn();
            ContentReference content = node.content();
            if (content != null && node.type() != EntryType.DIRECTORY) {
                checkContent(content, snapshot, path);
            }
        }

        @Override
        public boolean enters(String path, ContentReference tree) throws IOException {
            return ReferenceCheck.this.enters(tree, path);
        }

        @Override
        public void damaged(String path, RepositoryException damaged) {
            findings.add(
                    damaged.subject(),
                    "the tree of " + path + "/ in snapshot " + snapshot + " cannot be read: " + damaged.finding());
        }
    }

    private void checkContent(ContentReference content, String snapshot, String path) throws IOException {
        try {
            // Each list once, however often it is referred to: lists may stand for more chunks than can be counted.
            Deque<ContentReference> lists = new ArrayDeque<>();
            lists.push(content);
            while (!lists.isEmpty()) {
                ContentReference list = lists.pop();
                for (ContentId id : list.ids()) {
                    boolean known = isSeen(id);
                    if (list.level() > 0 && !known) {
                        lists.push(ReferenceReader.list(blobs, id, list.level() - 1));
                    } else if (list.level() == 0 && !known && !mark(id)) {
                        findings.add(
                                id.toString(), "no pack holds this content of " + path + " in snapshot " + snapshot);
                    }
                }
            }
        } catch (RepositoryException damaged) {
            findings.add(
                    damaged.subject(),
                    "the list of contents of " + path + " in snapshot " + snapshot + " cannot be read: "
                            + damaged.finding());
        }
    }

    /** A tree of one piece that was seen was checked with all under it. */
    private boolean isNewTree(ContentReference tree) throws IOException {
        boolean isNew = tree.ids().size() != 1 && largeTrees.add(tree);
        for (ContentId id : tree.ids()) {
            isNew |= !isSeen(id);
        }
        return isNew;
    }

    private boolean isSeen(ContentId id) throws IOException {
        long before = contents;
        boolean known = mark(id);
        return known && contents == before;
    }

    /** Marks a content as needed; false when it is nowhere. */
    private boolean mark(ContentId id) throws IOException {
        return mark(id, true) || mark(id, false);
    }

    /** What is in no home may still be in a pack that is retired: a prune copies it before it deletes the pack. */
    private boolean mark(ContentId id, boolean home) throws IOException {
        for (int i = 0; i < seen.length; i++) {
            Index.Run run = runs.get(i);
            IndexTable table = run.table();
            for (int at = table.lowerBound(id); table.hasId(at, id); at++) {
                int pack = table.packOf(at);
                if (home ? run.isHome(pack) : stored.test(table.pack(pack).id())) {
                    if (!seen[i].get(at)) {
                        seen[i].set(at);
                        contents++;
                    }
                    return true;
                }
            }
        }
        return false;
    }
}
